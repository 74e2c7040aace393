"""Arabic dates with the day first also where a time follows: 29 نوفمبر 2026، 15:04."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y، H:i"
SHORT_DATETIME_FORMAT = "j/n/Y H:i"

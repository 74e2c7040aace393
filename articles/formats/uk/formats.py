"""Ukrainian dates as they are written by hand: 4 листопада 2026 р."""

DATE_FORMAT = "j E Y р."
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j E Y р., H:i"
# Django has the nominative here: “29 Листопад”.
MONTH_DAY_FORMAT = "j E"

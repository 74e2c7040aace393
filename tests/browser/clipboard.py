"""HTML as programs put it into the clipboard: the mark-up of each, with texts of our own."""

_ITEM = (
    "<p class=MsoListParagraphCxSpMiddle style='text-indent:-18.0pt;mso-list:l{list} level{level} lfo1'>"
    "<![if !supportLists]><span lang=EN-US style='font-family:Symbol;mso-fareast-font-family:Symbol'>"
    "<span style='mso-list:Ignore'>{sign}<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp;\n"
    "</span></span></span><![endif]><span lang=EN-US>{text}<o:p></o:p></span></p>\n"
)


def _item(text: str, sign: str = "·", level: int = 1, number: int = 0) -> str:
    return _ITEM.format(text=text, sign=sign, level=level, list=number)


_HEAD_OF_WORD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
<head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=ProgId content=Word.Document>
<link rel=File-List href="file:///C:/Users/ed/AppData/Local/Temp/msohtmlclip1/01/clip_filelist.xml">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
<style><!-- /* Style Definitions */ p.MsoNormal {margin:0cm; font-family:"Calibri",sans-serif;} --></style>
</head><body lang=EN-US style='tab-interval:36.0pt;word-wrap:break-word'>
<!--StartFragment-->
"""

WORD = (
    _HEAD_OF_WORD
    + f"""<h1><span lang=EN-US>Harbour
report<o:p></o:p></span></h1>
<p class=MsoNormal><span lang=EN-US>The <b style='mso-bidi-font-weight:normal'>ferry</b> left <i
style='mso-bidi-font-style:normal'>early</i>, as the <a href="https://eur02.safelinks.protection.outlook.com/?url=https%3A%2F%2Fharbour.example%2Freport%3Fid%3D7&amp;data=05"><span
style='color:#0563C1'>harbour office</span></a> said.<o:p></o:p></span></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoQuote><span lang=EN-US>It was full.<o:p></o:p></span></p>
{_item("One boat")}{_item("Two boats")}{_item("with a <i>crane</i>", "o", 2)}
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
{_item("First", "1.", number=1)}{_item("Second", "2.", number=1)}
<table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse'>
 <tr style='mso-yfti-irow:0'><td width=200 valign=top style='width:150.0pt'><p class=MsoNormal><b>Day<o:p></o:p></b></p></td>
  <td width=200 valign=top><p class=MsoNormal><b>Ships<o:p></o:p></b></p></td></tr>
 <tr><td><p class=MsoNormal>Monday<o:p></o:p></p></td><td><p class=MsoNormal>14<o:p></o:p></p></td></tr>
 <tr><td><p class=MsoNormal>Friday<o:p></o:p></p></td><td><p class=MsoNormal>9 | 10<o:p></o:p></p></td></tr>
</table>
<!--EndFragment--></body></html>"""
)

LISTS_OF_WORD = (
    _HEAD_OF_WORD + _item("One", "1.") + _item("Two", "2.") + _item("inner", "o", 2)
    + _item("and again", "o", 2) + _item("Three", "3.") + "</body></html>"
)  # fmt: skip

_SPAN = "font-size:11pt;font-family:Arial,sans-serif;color:#000000;background-color:transparent;"


def _span(text: str, weight: int = 400, style: str = "normal", line: str = "none") -> str:
    return (
        f'<span style="{_SPAN}font-weight:{weight};font-style:{style};text-decoration:{line};'
        f'vertical-align:baseline;white-space:pre-wrap;">{text}</span>'
    )


_PARAGRAPH = '<p dir="ltr" style="line-height:1.38;margin-top:0pt;margin-bottom:0pt;">'

DOCUMENT = f"""<meta charset='utf-8'><meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-5d2c"><h1 dir="ltr" style="line-height:1.38;">{_span("Ice road")}</h1>{_PARAGRAPH}{_span("Trucks cross ")}{_span("at ", 700)}{_span("night", 700)}{_span(" and ")}{_span("slowly", style="italic")}{_span(", says the ")}<a href="https://www.google.com/url?q=https%3A%2F%2Froads.example%2Fice%3Fa%3D1%26b%3D2&amp;sa=D&amp;source=editors&amp;usg=AOv" style="text-decoration:none;">{_span("road office", line="underline")}</a>{_span(".")}</p><br /><h2 dir="ltr" style="line-height:1.38;">{_span("What is open")}</h2><ul style="margin-top:0;"><li dir="ltr" style="list-style-type:disc;" aria-level="1"><p dir="ltr" role="presentation">{_span("The north road")}</p></li><ul><li dir="ltr" aria-level="2"><p dir="ltr" role="presentation">{_span("until April")}</p></li></ul><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation">{_span("The ")}{_span("south", line="line-through")}{_span(" road")}</p></li></ul><p dir="ltr">{_span('<span style="border:none;display:inline-block;overflow:hidden;width:60px;height:40px;"><img src="https://lh7-rt.googleusercontent.example/docsz/x" width="60" height="40" /></span>')}</p><div dir="ltr" style="margin-left:0pt;" align="left"><table style="border:none;border-collapse:collapse;"><colgroup><col /><col /></colgroup><tbody><tr style="height:0pt"><td style="border-left:solid #000 1pt"><p dir="ltr">{_span("Road", 700)}</p></td><td><p dir="ltr">{_span("Depth", 700)}</p></td></tr><tr><td><p dir="ltr">{_span("North")}</p></td><td><p dir="ltr">{_span("90 cm")}</p></td></tr></tbody></table></div>{_PARAGRAPH}{_span("The end.")}</p></b><br class="Apple-interchange-newline">"""

# A page of the web, which the browser itself copies.
WEB_PAGE = """<article><h1>A whale in the harbour</h1>
<p>It came <strong>on Friday</strong>, <a href="https://port.example/whale">says the port</a>, and <em>stayed</em>.</p>
<blockquote><p>“Nobody was hurt.”</p></blockquote>
<ol><li>It swam in.</li><li>It swam out.</li></ol>
<p>Use <code>ping</code> here.</p></article>"""

HOSTILE = """<p>Real <b>words</b></p><img src="https://evil.example/p.png" onerror="window.ran = 1" width="30" height="30">
<script>window.ran = 1</script><svg onload="window.ran = 1"><script>window.ran = 1</script></svg>
<iframe src="https://evil.example/"></iframe><object data="https://evil.example/o"></object>
<link rel="stylesheet" href="https://evil.example/x.css"><style>@import url("https://evil.example/y.css");</style>
<p style="background:url(https://evil.example/b.png)">styled</p><video src="https://evil.example/v.mp4" autoplay></video>
<p><a href="javascript:alert(1)">a</a> <a href="data:text/html,alert(2)">b</a> <a href="file:///etc/passwd">c</a></p>
<p style="display: none">hidden words</p><form action="https://evil.example/"><input value="typed"><button>send</button></form>
<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=https://evil.example/">"""

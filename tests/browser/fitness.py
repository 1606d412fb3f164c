"""Is a page fit for all? What axe sees, and what it does not: width, targets, drawings, borders of fields, order of the focus."""

from __future__ import annotations

from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

#: names of a check -> what the page answers: a list of what is wrong
CHECKS = """() => {
  const shown = (e) => e.checkVisibility({visibilityProperty: true}) && e.getBoundingClientRect().width > 0;
  const brief = (e) => e.outerHTML.slice(0, 120);
  const parse = (c) => { const m = c.match(/[\\d.]+/g).map(Number); return m.length > 3 && m[3] < 1 ? null : m.slice(0, 3); };
  const light = (c) => { const [r, g, b] = c.map((v) => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; }); return .2126 * r + .7152 * g + .0722 * b; };
  const ratio = (one, other) => { const [a, b] = [light(one), light(other)].sort((x, y) => y - x); return (a + .05) / (b + .05); };
  const ground = (e) => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c) return c; } return [255, 255, 255]; };
  const found = {};

  found['targets under 24 px'] = [...document.querySelectorAll('a, button, input, select, summary')].filter((e) => {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e), words = e.closest('p, li, td, dd, th, h1, h2, h3, figcaption');
    const inline = style.display === 'inline' && words && words.textContent.trim() !== e.textContent.trim();
    return box.width && box.left >= 0 && !e.closest('svg') && !inline && e.type !== 'checkbox' && (box.height < 23.5 || box.width < 23.5);
  }).map(brief);

  found['fields that do not stand out'] = [...document.querySelectorAll('input:not([type=hidden], [type=checkbox], [type=radio], [type=file]), select, textarea,.cm-editor, .button, button')]
    .filter((e) => !e.matches('.plain'))
    .filter(shown).filter((e) => {
      const style = getComputedStyle(e), around = ground(e.parentElement), edge = parseFloat(style.borderTopWidth) ? parse(style.borderTopColor) : null, own = parse(style.backgroundColor);
      return !(edge && ratio(edge, around) >= 3) && !(own && ratio(own, around) >= 3) && !(e.matches('button, .button') && !edge && !own);
    }).map(brief);

  found['texts of drawings that read badly'] = [...document.querySelectorAll('svg text')].filter(shown).filter((text) => {
    text.scrollIntoView({block: 'center', behavior: 'instant'});
    const at = text.getBoundingClientRect();
    for (const e of document.elementsFromPoint(at.x + at.width / 2, at.y + at.height / 2)) {
      if (e === text || e.tagName === 'title' || e.closest('text')) continue;
      const style = getComputedStyle(e);
      const paint = e instanceof SVGGeometryElement ? (style.fill === 'none' ? null : parse(style.fill)) : parse(style.backgroundColor);
      const ink = parse(getComputedStyle(text).fill);
      if (paint) return !ink || ratio(ink, paint) < (parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().a >= 24 ? 3 : 4.5);
    }
    return at.width > 0 && at.x + at.width / 2 >= 0 && at.x + at.width / 2 < innerWidth && !text.closest('.scroll');
  }).map((text) => text.outerHTML.slice(0, 120));
  scrollTo(0, 0);

  found['stops out of their turn'] = [...document.querySelectorAll('[tabindex]')].filter((e) => e.tabIndex > 0).map(brief);
  // within the page: in a narrow window the frame shows the choices of language and theme beside the name, before the menu they follow
  const stops = [...document.querySelectorAll(':is(main, body:not(:has(main))) :is(a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"])')]
    .filter((e) => e.tabIndex === 0 && !e.disabled && shown(e) && !e.closest('svg, dialog') && e.getBoundingClientRect().right > 0);
  for (let n = 1; n < stops.length; n += 1) {
    const [before, after] = [stops[n - 1].getBoundingClientRect(), stops[n].getBoundingClientRect()];
    if (after.bottom <= before.top && after.left < before.left) found['stops out of their turn'].push(`${brief(stops[n - 1])} and then ${brief(stops[n])}`);
  }
  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) found['wider than the window'] = [String(document.documentElement.scrollWidth)];
  return Object.entries(found).flatMap(([name, all]) => all.map((one) => `${name}: ${one}`));
}"""


class Watch:
    """What a tab says on its console, and whom it asks."""

    def __init__(self, tab: Page, site: str) -> None:
        self.said: list[str] = []
        self._host = urlsplit(site).netloc
        tab.on("console", lambda message: self.said.append(f"console: {message.text}") if "the server responded with a status of 40" not in message.text else None)
        tab.on("pageerror", lambda error: self.said.append(f"error: {error}"))
        tab.on("request", lambda request: self.said.append(f"outside: {request.url}") if urlsplit(request.url).netloc not in (self._host, "") else None)

    def taken(self) -> list[str]:
        """What was noted since the last time."""
        said, self.said = self.said, []
        return said


def unfit(tab: Page) -> list[str]:
    """What is wrong with the page in a tab; empty when nothing is."""
    wrong: list[str] = tab.evaluate(CHECKS)
    found = Axe().run(tab).response["violations"]
    return wrong + [f"axe {one['id']}: {one['nodes'][0]['html'][:200]} {one['nodes'][0]['failureSummary']}" for one in found]

/* What comes from the clipboard, before the editor reads it: emphasis that stands in styles becomes elements, for our policy
 * lets no style be read; and notes of a word processor or a web page become notes of ours. */
import { Extension, Plugin } from 'django-prose-editor/editor';

const MEANT = [[/font-weight:\s*(bold|[6-9]00)/i, 'strong'], [/font-style:\s*italic/i, 'em'], [/vertical-align:\s*super/i, 'sup'], [/vertical-align:\s*sub/i, 'sub']];
const unwrap = element => element.replaceWith(...element.childNodes);

const emphasise = doc => {
  for (const element of doc.querySelectorAll('[data-style]')) {
    const style = element.dataset.style; element.removeAttribute('data-style');
    /* Google Docs wraps all of a text into one <b> that isn't bold. */
    if (element.matches('b, strong') && /font-weight:\s*(normal|400)/i.test(style)) { unwrap(element); continue; }
    if (!element.matches('span')) continue;
    for (const [meant, tag] of MEANT) if (meant.test(style)) { const around = doc.createElement(tag); around.append(...element.childNodes); element.append(around); }
  }
};

/* A number that leads to words which lead back to it is a note. */
const takeNotes = doc => {
  const links = [...doc.querySelectorAll('a[href*="#"]')];
  const goal = link => { const name = link.getAttribute('href').split('#')[1]; return name ? doc.getElementById(name) ?? doc.getElementsByName(name)[0] : null; };
  const touch = (one, other) => !!one && (one === other || one.contains(other) || other.contains(one));
  const taken = new Set();
  for (const link of links) {
    const there = taken.has(link) ? null : goal(link);
    let words = there && link.compareDocumentPosition(there) & Node.DOCUMENT_POSITION_FOLLOWING ? there.closest('p, li, dd, div') : null;
    if (!words || words.contains(link)) continue;
    const whole = words.parentElement?.closest('li, div[id], aside');  /* of several paragraphs */
    if (whole && !whole.contains(link) && links.filter(l => whole.contains(l) && goal(l)).length === 1) words = whole;
    const back = links.find(l => words.contains(l) && touch(goal(l), link));
    if (!back) continue;
    taken.add(back);
    const sups = [link, back].map(l => { const sup = l.closest('sup'); return sup?.textContent.trim() === l.textContent.trim() ? sup : l; });
    sups[1].remove();
    const note = doc.createElement('foot-note');
    note.append(...words.childNodes);
    for (const block of note.querySelectorAll('p, li, div, h1, h2, h3, h4, h5, h6, blockquote')) {
      if (block.previousElementSibling) block.before(doc.createElement('br'));
      unwrap(block);
    }
    const first = doc.createTreeWalker(note, NodeFilter.SHOW_TEXT).nextNode(); if (first) first.data = first.data.trimStart();
    words.remove();
    sups[0].replaceWith(note);
  }
};

const read = html => {
  const doc = new DOMParser().parseFromString(html.replace(/(<[a-z][^<>]*?\s)style(?=\s*=)/gi, '$1data-style'), 'text/html');
  emphasise(doc);
  takeNotes(doc);
  return doc.body.innerHTML;
};

export const Paste = Extension.create({
  name: 'paste',
  addProseMirrorPlugins: () => [new Plugin({ props: { transformPastedHTML: read } })],
});

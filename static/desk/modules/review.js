/* The review of an import: the source as it came on one side, what was read in it on the other. Parts change their kind and their
 * speakers, are split, joined and moved; people are matched with experts; a lead photo is chosen. Every change can be undone, is
 * kept by the server at once, and until then by this browser. The state is never changed in place: a former one is only its list. */
const KIND = { question: 'question', answer: 'answer', remark: 'remark', introduction: 'introduction', title: 'title', summary: 'summary', byline: 'byline', caption: 'caption', related: 'list of related pieces', apart: 'part kept apart', text: 'text' };
const MARK = { question: 'Q', answer: 'A', remark: 'R', introduction: '¶', text: '¶', title: 'T', summary: 'S', byline: '✎', caption: '▣', related: '—', apart: '—' };
const TURNS = ['question', 'answer', 'remark'], SPOKEN = [...TURNS, 'introduction', 'text'], APART = ['byline', 'caption', 'related', 'apart'];
const NUMBERS = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'];
const WORDS = {
  heading: (n, interview) => n ? `${NUMBERS[n] ?? n} ${interview ? 'turn' : 'part'}${n > 1 ? 's need' : ' needs'} your eye` : 'Nothing needs your eye',
  read: (q, a) => `What we read: ${q} question${q === 1 ? '' : 's'}, ${a} answer${a === 1 ? '' : 's'}`,
  left: n => n ? `${n} left` : 'None is left',
  who: 'Who speaks?', nobody: 'Nobody', label: words => `label ${words}`, unlabelled: 'no label', speakers: where => `Who says ${where}`,
  kind: where => `Kind of ${where}`, new: 'Somebody else…', name: 'Name', add: 'Add',
  up: 'Move up', down: 'Move down', split: 'Split', join: 'Join with the one before', not: 'Not possible here',
  here: 'Split here', before: words => `Split before “${words}”`, where: 'Where does the second part begin?', never: 'There is no place to split it: one sentence, or one table.', leave: 'Leave it whole',
  moved: (n, all) => `Moved to position ${n} of ${all}`, first: 'Already the first', last: 'Already the last',
  halved: 'Split in two', joined: 'Joined with the one before', called: words => `Now: ${words}`, undone: 'Undone', nothing: 'Nothing to undo', done: 'Decided.',
  is: kind => `It is ${({ answer: 'an answer', introduction: 'the introduction', title: 'the title', summary: 'the summary', byline: 'the byline', caption: 'the caption', related: 'a list of related pieces', text: 'text' })[kind] ?? `a ${kind}`}`,
  apart: 'Keep it apart', above: kind => `It belongs to the ${kind} above`, both: 'Both', all: 'All of them',
  kept: when => `Kept ${when}`, unkept: 'Not kept yet', keeping: 'Keeping…', waiting: 'Not kept yet: no line. This page tries again by itself.',
  out: 'You are signed out, so what you change is kept in this browser only. Sign in in another window: this page goes on by itself.',
  theirs: 'Look at theirs', mine: 'Keep mine instead', draft: 'Go to the draft', again: 'Load the page again',
  copy: 'This browser kept changes that the server has not got, and the import was changed since.', back: 'Bring mine back', throw: 'Throw mine away', brought: 'Changes that the server had not got are back.',
  made: 'Your last changes are not kept yet. Wait a moment, then make the draft.', making: 'Making the draft…',
  none: name => `“${name}” is not among our experts.`, perhaps: 'Perhaps it is', asks: 'Asks, and is not named in the draft.', without: 'Not named in the draft.', as: labels => `“${labels}”`,
  choose: 'Choose…', other: 'Choose another…', addExpert: 'Add to experts', rename: 'Rename…', renamed: 'Rename', role: name => `Role of ${name}`, noExpert: 'No expert', search: 'Search experts', searchPhotos: 'Search the library', found: n => `${n} found`, close: 'Close',
  nobodyYet: 'Nobody yet. Say who speaks at a part below, and that person stands here.',
  title: 'Title', titleHelp: 'The source gives none. You can change it later.', address: 'Address', addressHelp: 'No address can be made from this title. Write one in Latin letters, digits and hyphens.',
  fromFile: name => `From the file: ${name}`, brought2: 'Brought here', library: 'From the library', noPhoto: 'No photo', upload: 'Or bring a photo', alt: 'Alternative text', altHelp: 'What is seen, for readers who don’t see it. Without it the draft can’t be published.', caption: 'Caption', credit: 'Credit', licence: 'Licence', licenceHelp: 'By what right it is shown. Without it the draft can’t be published.', unsaid: 'Not said yet', uploading: 'Sending the photo…', further: n => n === 1 ? 'The other image of the file goes into the photo library, and into the draft where it stands, with the caption below it.' : `The ${n} other images of the file go into the photo library, and into the draft where they stand, with the captions below them.`,
  lead: 'lead photo', intoLibrary: 'into the draft, and the photo library', nowhere: 'not in the draft', putBack: 'Put it back', back2: 'Put back. Say what it is', lost: 'It stood nowhere in the draft. Say what it is.',
  dropped: 'Dropped, in its words', losses: 'Not read from the file', changed: 'Changed', added: 'In the draft, and not in the source', unnamed: 'Their answers name nobody in the draft until they are experts.',
};
const $ = (selector, root = document) => root.querySelector(selector);
const el = (tag, props = {}, ...kids) => {
  const n = document.createElement(tag);
  for (const [k, v] of Object.entries(props)) if (v !== undefined && v !== null) k.includes('-') || k === 'role' ? n.setAttribute(k, v) : k === 'data' ? Object.assign(n.dataset, v) : n[k] = v;
  n.append(...kids.filter(k => k !== null && k !== undefined && k !== false)); return n;
};
const button = (text, act, props = {}) => { const b = el('button', { type: 'button', textContent: text, ...props }); b.addEventListener('click', act); return b; };
const page = $('[data-review]'), given = JSON.parse($('#review').textContent), form = $('.review-actions');
const { addresses, may, images, kinds } = given, interview = given.structure.kind === 'interview';
const list = $('[data-segments]'), source = $('.source'), pane = $('.structure'), notice = $('[data-notice]');
const blocks = [...source.querySelectorAll('.block')];
const live = el('p', { className: 'visually-hidden', role: 'status' }); page.append(live);
const say = text => { live.textContent = ''; requestAnimationFrame(() => { live.textContent = text; }); };

/* The state. */
const { segments: _s, people: _p, photo: _f, ...rest } = given.structure;
let state = { segments: given.structure.segments, people: given.structure.people, photo: given.structure.photo, choices: given.choices };
let matches = new Map(given.people.map(m => [m.key, m])), receipt = given.receipt, picture = given.picture, chosenPhoto = '';
const undos = [];
const sure = s => s.confidence >= .8;
const doubts = () => state.segments.filter(s => !sure(s));
const person = key => state.people.find(p => p.key === key);
const withRole = role => state.people.filter(p => p.role === role);
const names = keys => keys.map(k => person(k)?.name ?? k);
const settled = (s, change = {}) => ({ ...s, confidence: 1, reason: '', ...change });

/* HTML of the source as a part of this page: its headings and ids must not disturb ours, and its links open beside it. */
const parse = html => new DOMParser().parseFromString(html, 'text/html').body;
const elements = html => [...parse(html).children];
const shown = html => {
  const body = parse(html);
  for (const h of body.querySelectorAll('h1, h2, h3, h4, h5, h6')) { const p = document.createElement('p'); p.className = 'heading'; p.append(...h.childNodes); h.replaceWith(p); }
  for (const n of body.querySelectorAll('[id]')) n.removeAttribute('id');
  for (const a of body.querySelectorAll('a')) { a.target = '_blank'; a.rel = 'noopener'; }
  return [...body.childNodes];
};
const flat = text => text.replace(/\s+/g, ' ').trim();
const wordsOf = node => { const c = node.cloneNode(true); for (const n of c.querySelectorAll('foot-note')) n.remove(); for (const b of c.querySelectorAll('br')) b.replaceWith('\n'); return c.textContent; };
const textOf = s => flat(s.passages.map(p => elements(p.html).map(wordsOf).join(' ')).join(' '));
const starts = text => { const w = flat(text).split(' '); return w.slice(0, 6).join(' ') + (w.length > 6 ? ' …' : ''); };

/* Where a part can be split: between its blocks, and in a paragraph between two sentences or lines. */
const sentences = text => {
  if (!window.Intl?.Segmenter) return [...text.matchAll(/[.!?…]["”’)]*\s+(?=\S)|\n/g)].map(m => m.index + m[0].length);
  return [...new Intl.Segmenter(given.language || document.documentElement.lang || 'en', { granularity: 'sentence' }).segment(text)].map(s => s.index).slice(1);
};
const runs = p => {   /* the texts of a paragraph and its line ends, with where each begins; notes are left out */
  const found = []; let at = 0;
  const walk = node => { for (const n of node.childNodes) {
    if (n.nodeType === 3) { found.push({ node: n, at, length: n.data.length }); at += n.data.length; }
    else if (n.nodeName === 'BR') { found.push({ node: n, at, length: 1 }); at += 1; }
    else if (n.nodeType === 1 && n.localName !== 'foot-note') walk(n);
  } };
  walk(p); return found;
};
const placesOf = segment => {
  const places = [];
  segment.passages.forEach(({ html }, i) => elements(html).forEach((node, j) => {
    if (i || j) places.push({ i, j, offset: 0, text: wordsOf(node) });
    if (node.localName !== 'p') return;
    const text = runs(node).map(r => r.node.data ?? '\n').join('');
    for (const offset of sentences(text)) if (flat(text.slice(0, offset)) && flat(text.slice(offset))) places.push({ i, j, offset, text: text.slice(offset) });
  }));
  return places;
};
const tidy = p => {
  for (const n of p.querySelectorAll('strong, em, a, sub, sup')) if (!n.textContent && !n.querySelector('br, foot-note')) n.remove();
  const trim = (side, edge) => { for (;;) { const n = p[side]; if (n?.nodeName === 'BR') n.remove(); else if (n?.nodeType === 3) { n.data = n.data[edge](); if (n.data) return; n.remove(); } else return; } };
  trim('firstChild', 'trimStart'); trim('lastChild', 'trimEnd'); return p;
};
const cut = (p, offset) => {
  const run = runs(p).find(r => offset < r.at + r.length), range = document.createRange();
  const half = (set, ...at) => { range.selectNodeContents(p); range[set](...at); const made = p.cloneNode(false); made.append(range.cloneContents()); return tidy(made); };
  const at = run.node.nodeType === 3 ? [run.node, offset - run.at] : [run.node.parentNode, [...run.node.parentNode.childNodes].indexOf(run.node)];
  return [half('setEnd', ...at), half('setStart', ...at)];
};
const outer = nodes => nodes.map(n => n.outerHTML).join('');
const halves = (segment, { i, j, offset }) => {
  const { block, html } = segment.passages[i], all = elements(html), [head, tail] = [all.slice(0, j), all.slice(j)];
  if (offset) { const [a, b] = cut(all[j], offset); head.push(a); tail[0] = b; }
  const part = nodes => nodes.length ? [{ block, html: outer(nodes) }] : [];
  return [settled(segment, { passages: [...segment.passages.slice(0, i), ...part(head)] }), settled(segment, { label: '', passages: [...part(tail), ...segment.passages.slice(i + 1)] })];
};
/* What one block of the source had together comes together again. */
const together = (a, b) => {
  const last = a.at(-1), next = b[0]; if (!last || !next || last.block !== next.block) return [...a, ...b];
  const left = elements(last.html), right = elements(next.html), [p, q] = [left.at(-1), right[0]];
  const lines = wordsOf(blocks[last.block]).split('\n').map(flat).join('\n');
  if (p?.localName === 'p' && q?.localName === 'p' && lines.includes(`${flat(wordsOf(p))} ${flat(wordsOf(q))}`)) { p.append(' ', ...q.childNodes); right.shift(); }
  return [...a.slice(0, -1), { block: last.block, html: outer([...left, ...right]) }, ...b.slice(1)];
};
const joined = (a, b) => settled(a, { passages: together(a.passages, b.passages), label: [a.label, b.label].filter(Boolean).join(' ') });

/* Changes. `at` is the part that has the focus afterwards, `control` what in it. */
const commit = (change, { said, at, control } = {}) => {
  const { segments, people, choices } = state;
  undos.push({ segments, people, experts: choices.experts, at: focused() });
  if (undos.length > 200) undos.shift();
  state = { ...state, ...change }; render(at, control); touched(); if (said) say(said);
};
const replace = (i, count, ...made) => [...state.segments.slice(0, i), ...made, ...state.segments.slice(i + count)];
const focused = () => { const row = document.activeElement?.closest?.('[data-segments] > li'); return row ? [...list.children].indexOf(row) : -1; };
const undo = () => {
  const former = undos.pop(); if (!former) { say(WORDS.nothing); return; }
  state = { ...state, segments: former.segments, people: former.people, choices: { ...state.choices, experts: former.experts } };
  const keep = document.activeElement; render(keep?.closest?.('[data-segments]') ? former.at : -1); touched(); say(WORDS.undone);
};
const move = (i, by, control) => {
  const j = i + by, s = state.segments[i]; if (j < 0 || j >= state.segments.length) { say(by < 0 ? WORDS.first : WORDS.last); return; }
  const all = [...state.segments]; [all[i], all[j]] = [all[j], s];
  commit({ segments: all }, { at: j, control, said: WORDS.moved(j + 1, all.length) });
};
const join = i => { if (i) commit({ segments: replace(i - 1, 2, joined(state.segments[i - 1], state.segments[i])) }, { at: i - 1, said: WORDS.joined }); };
const splitAt = (i, place) => commit({ segments: replace(i, 1, ...halves(state.segments[i], place)) }, { at: i + 1, control: 'kind', said: WORDS.halved });
const speakersFor = (s, kind) => {
  const wanted = withRole(kind === 'answer' ? 'interviewee' : 'interviewer').map(p => p.key);
  if (!TURNS.includes(kind)) return s.speakers;
  const kept = s.speakers.filter(k => wanted.includes(k));
  return kept.length ? kept : wanted.length === 1 ? wanted : [];
};
const setKind = (i, kind, control = 'kind') => { const s = state.segments[i]; commit({ segments: replace(i, 1, settled(s, { kind, speakers: speakersFor(s, kind) })) }, { at: i, control, said: `${WORDS.called(KIND[kind])}. ${WORDS.left(doubts().length - !sure(s))}` }); };
const setSpeakers = (i, speakers, control, kind = state.segments[i].kind) => commit({ segments: replace(i, 1, settled(state.segments[i], { kind, speakers })) }, { at: i, control, said: speakers.length ? WORDS.called(names(speakers).join(' and ')) : WORDS.nobody });
const confirm = i => { const s = state.segments[i]; commit({ segments: replace(i, 1, settled(s)) }, { at: i, said: `${WORDS.done} ${WORDS.left(doubts().length - 1)}` }); };
const newPerson = (i, name, role) => {
  let n = 1; while (person(`new-${n}`)) n++;
  const s = state.segments[i], label = flat(parse(s.label).textContent), key = `new-${n}`;
  const people = [...state.people, { key, name, labels: label ? [label] : [], role, description: '' }];
  commit({ people, segments: replace(i, 1, settled(s, { speakers: [...s.speakers, key] })) }, { at: i, control: 'who', said: WORDS.called(name) });
};
const setPerson = (key, change) => commit({ people: state.people.map(p => p.key === key ? { ...p, ...change } : p) });
const setExpert = (key, expert) => {
  if (expert) matches.set(key, { ...matches.get(key), key, candidates: matches.get(key)?.candidates ?? [], expert, sure: null });
  commit({ choices: { ...state.choices, experts: { ...state.choices.experts, [key]: expert?.expert ?? 0 } } }, { said: expert ? WORDS.called(expert.name) : WORDS.noExpert });
};

/* What is likely where something is in doubt: as it was read first, then what else it may be. */
const answersTo = (s, i) => {
  const before = state.segments[i - 1], answers = [], say1 = (text, act) => answers.push([text, act]);
  const speakers = withRole(interview ? 'interviewee' : 'author').map(p => p.key);
  if (s.kind === 'answer') {
    const several = speakers.length > 1 && speakers.length < 6;
    const order = [...s.speakers.filter(k => speakers.includes(k)), ...speakers.filter(k => !s.speakers.includes(k))];
    if (several) for (const key of order) say1(names([key])[0], () => setSpeakers(i, [key]));
    if (several) say1(speakers.length === 2 ? WORDS.both : WORDS.all, () => setSpeakers(i, speakers));
    else say1(WORDS.is('answer'), () => confirm(i));
    say1(WORDS.is('question'), () => setKind(i, 'question', null));
  } else say1(s.kind === 'apart' ? WORDS.apart : WORDS.is(s.kind), () => confirm(i));
  if (interview && s.kind === 'question' && before?.kind !== 'answer') say1(WORDS.is('answer'), () => setKind(i, 'answer', null));
  if (interview && s.kind === 'introduction') say1(WORDS.is('question'), () => setKind(i, 'question', null));
  if (before && SPOKEN.includes(before.kind) && !['introduction', 'title'].includes(s.kind)) say1(WORDS.above(KIND[before.kind]), () => join(i));
  if (!interview && s.kind !== 'text') say1(WORDS.is('text'), () => setKind(i, 'text', null));
  if (!TURNS.includes(s.kind) && s.kind !== 'apart') say1(WORDS.apart, () => setKind(i, 'apart', null));
  return answers;
};

/* The parts on the page. A part that did not change keeps its node. */
const nodes = new Map();
const make = s => {
  const row = el('li', { className: `turn ${s.kind}${sure(s) ? '' : ' uncertain'}`, tabIndex: -1 }), here = () => state.segments.indexOf(s);
  const choose = el('select', { data: { control: 'kind' } }, ...kinds.map(([value, text]) => new Option(text, value, false, value === s.kind)));
  if (!kinds.some(([value]) => value === s.kind)) choose.append(new Option(KIND[s.kind], s.kind, true, true));
  choose.addEventListener('change', () => setKind(here(), choose.value));
  const who = el('div', { className: 'who' }, choose, TURNS.includes(s.kind) && speakers(s, here));
  if (s.label) who.append(el('span', { className: 'meta', textContent: WORDS.label(`“${flat(parse(s.label).textContent)}”`) })); else if (TURNS.includes(s.kind)) who.append(el('span', { className: 'meta', textContent: WORDS.unlabelled }));
  const words = el('div', { className: 'words' }, ...s.passages.flatMap(p => shown(p.html)));
  const tools = el('div', { className: 'turn-tools' });
  for (const [tool, text, act] of [['up', '↑', () => move(here(), -1, 'up')], ['down', '↓', () => move(here(), 1, 'down')], ['split', 'Split', () => offer(s, row, here)], ['join', 'Join', () => join(here())]])
    tools.append(button(text, e => e.currentTarget.getAttribute('aria-disabled') === 'true' ? say(WORDS.not) : act(), { title: WORDS[tool], data: { control: tool } }));
  const mark = el('span', { className: 'turn-mark', textContent: MARK[s.kind], 'aria-hidden': 'true' });
  row.append(mark, el('div', { className: 'part' }, who, words), tools);
  if (!sure(s)) row.append(el('div', { className: 'why' }));
  return row;
};
const speakers = (s, here) => {
  const menu = el('details', { className: 'speakers', name: 'speakers' });
  const said = s.speakers.length ? names(s.speakers).join(' and ') : s.kind === 'answer' ? WORDS.who : WORDS.nobody;
  const summary = el('summary', { textContent: said, data: { control: 'who' } });
  menu.append(summary);
  /* At the press, not at the toggle that follows it: whoever tabs on at once is in the box. */
  summary.addEventListener('click', () => { if (!menu.open) menu.fill(); });
  menu.addEventListener('toggle', () => { if (!menu.open) $('.speakers-box', menu)?.remove(); });
  menu.fill = () => {
    if ($('.speakers-box', menu)) return;
    const box = el('div', { className: 'speakers-box', role: 'group', 'aria-label': summary.getAttribute('aria-label') });
    for (const p of state.people) {
      const tick = el('input', { type: 'checkbox', checked: s.speakers.includes(p.key), data: { control: `who-${p.key}` } });
      tick.addEventListener('change', () => { opened = here(); setSpeakers(here(), tick.checked ? [...s.speakers, p.key] : s.speakers.filter(k => k !== p.key), `who-${p.key}`); });
      box.append(el('label', {}, tick, p.name));
    }
    const first = flat(parse(s.label).textContent).replace(/[:.\s]+$/, '');
    const input = el('input', { type: 'text', value: first, maxLength: 200, 'aria-label': WORDS.name });
    const add = () => { const name = flat(input.value); if (name) newPerson(here(), name, s.kind === 'answer' ? 'interviewee' : 'interviewer'); };
    input.addEventListener('keydown', e => { if (e.key === 'Enter') { e.preventDefault(); add(); } });
    const more = el('div', { className: 'somebody' }, el('span', { className: 'meta', textContent: WORDS.new }), input, button(WORDS.add, add, { className: 'quiet' }));
    box.append(more); menu.append(box);
  };
  return menu;
};
/* Every place to split at is a button between what it would part. */
const offer = (s, row, here) => {
  const places = placesOf(s), words = $('.words', row), back = () => { words.replaceChildren(...s.passages.flatMap(p => shown(p.html))); row.classList.remove('is-splitting'); $('[data-control="split"]', row).focus(); };
  if (row.classList.contains('is-splitting')) { back(); return; }
  if (!places.length) { say(WORDS.never); return; }
  const made = [el('p', { className: 'meta', textContent: WORDS.where })];
  const all = s.passages.flatMap(({ html }, i) => elements(html).map((node, j) => ({ i, j, text: node.localName === 'p' ? runs(node).map(r => r.node.data ?? '\n').join('') : wordsOf(node) })));
  for (const { i, j, text } of all) {
    const inside = places.filter(p => p.i === i && p.j === j), cuts = [...new Set([0, ...inside.map(p => p.offset), text.length])];
    for (let n = 0; n + 1 < cuts.length; n++) {
      const place = inside.find(p => p.offset === cuts[n]);
      if (place) made.push(button(WORDS.here, () => splitAt(here(), place), { className: 'split-here', 'aria-label': WORDS.before(starts(place.text)) }));
      made.push(el('p', { textContent: text.slice(cuts[n], cuts[n + 1]) }));
    }
  }
  made.push(button(WORDS.leave, back, { className: 'quiet leave' }));
  words.replaceChildren(...made); row.classList.add('is-splitting');
  row.addEventListener('keydown', e => { if (e.key === 'Escape' && row.classList.contains('is-splitting')) back(); });
  $('.split-here', words).focus(); say(`${WORDS.where} ${places.length}`);
};
let opened = -1, peopleShown = null;
function render(at = -1, control = null) {
  if (peopleShown !== state.people) { nodes.clear(); peopleShown = state.people; }
  const wanted = state.segments.map(s => { if (!nodes.has(s)) nodes.set(s, make(s)); return nodes.get(s); });
  let cursor = list.firstChild;
  for (const node of wanted) if (node === cursor) cursor = cursor.nextSibling; else list.insertBefore(node, cursor);
  while (cursor) { const next = cursor.nextSibling; cursor.remove(); cursor = next; }
  if (nodes.size > 3 * wanted.length + 100) for (const s of nodes.keys()) if (!state.segments.includes(s)) nodes.delete(s);
  number(); marks(); people(); titleField();
  if (opened >= 0) { const menu = $('.speakers', wanted[opened]); opened = -1; if (menu) { menu.fill(); menu.open = true; } }
  const row = wanted[Math.min(at, wanted.length - 1)];
  if (row) { const target = (control && $(`[data-control="${CSS.escape(control)}"]`, row)) || row; target.focus({ preventScroll: true }); inSight(row, pane); }
}
function number() {
  const counts = {}, all = state.segments.length;
  state.segments.forEach((s, i) => {
    const row = nodes.get(s), n = counts[s.kind] = (counts[s.kind] ?? 0) + 1, where = `${KIND[s.kind]} ${n}`;
    row.setAttribute('aria-label', where);
    for (const b of row.querySelectorAll('.turn-tools button')) {
      const tool = b.dataset.control; b.setAttribute('aria-label', `${WORDS[tool]}: ${where}`);
      b.setAttribute('aria-disabled', ((tool === 'up' || tool === 'join') && !i) || (tool === 'down' && i === all - 1));
    }
    $('select', row).setAttribute('aria-label', WORDS.kind(where));
    const menu = $('.speakers > summary', row); menu?.setAttribute('aria-label', `${WORDS.speakers(where)}: ${menu.textContent}`);
    const why = $('.why', row);
    if (why) {   /* what is likely depends on the part before */
      const answers = answersTo(s, i), key = answers.map(([text]) => text).join('|');
      if (why.dataset.key !== key) { why.dataset.key = key; why.replaceChildren(el('p', { textContent: s.reason }), ...answers.map(([text], n) => button(text, () => answersTo(s, state.segments.indexOf(s))[n][1](), { className: n ? 'quiet' : '', data: { control: `why-${n}` } }))); }
    }
  });
  const open = doubts().length;
  $('[data-heading]').textContent = WORDS.heading(open, interview);
  if (interview) $('[data-read]').textContent = WORDS.read(counts.question ?? 0, counts.answer ?? 0);
  $('[data-next-doubt]').setAttribute('aria-disabled', !open); $('[data-undo]').setAttribute('aria-disabled', !undos.length);
}
/* The source: what was kept apart, what became something else, what nothing holds. */
function marks() {
  const kinds = blocks.map(() => new Set());
  for (const s of state.segments) for (const p of s.passages) kinds[p.block]?.add(s.kind);
  blocks.forEach((node, i) => {
    const aside = kinds[i].size > 0 && [...kinds[i]].every(k => !SPOKEN.includes(k));
    if (node.dataset.image) { const lead = state.choices.photo === 'file' && state.photo?.image === +node.dataset.image; node.dataset.is = lead ? WORDS.lead : may.photo ? WORDS.intoLibrary : WORDS.nowhere; return; }
    node.classList.toggle('is-aside', aside); node.classList.toggle('is-gone', !kinds[i].size && !node.classList.contains('block-image'));
    if (aside) node.dataset.is = [...kinds[i]].map(k => APART.includes(k) ? ({ apart: 'kept apart', related: 'related' })[k] ?? k : k).join(', '); else if (!kinds[i].size) node.dataset.is = WORDS.nowhere; else delete node.dataset.is;
  });
}
const wide = matchMedia('(min-width: 60rem)');
/* Scrolls a pane, and never the page with it, where the pane scrolls; else the page. */
const inSight = (node, box) => {
  const scrolls = box.scrollHeight > box.clientHeight + 1 && getComputedStyle(box).overflowY === 'auto';
  if (!scrolls) { node.scrollIntoView({ block: 'nearest' }); return; }
  const n = node.getBoundingClientRect(), b = box.getBoundingClientRect();
  if (n.top < b.top + 8 || n.height > b.height) box.scrollTop += n.top - b.top - 40; else if (n.bottom > b.bottom - 8) box.scrollTop += n.bottom - b.bottom + 40;
};
/* Both panes above the steps, as soon as one looks for something in them; on a phone the part itself. */
const facing = row => {
  const r = row.getBoundingClientRect(); if (r.top >= 0 && r.bottom < form.getBoundingClientRect().top) return;
  if (wide.matches) $('.review').scrollIntoView({ block: 'start' }); else row.scrollIntoView({ block: 'center' });
};
let here = null;
const point = row => {
  if (row === here) return; here?.classList.remove('is-here'); here = row; row.classList.add('is-here');
  const s = state.segments[[...list.children].indexOf(row)]; if (!s) return;
  const mine = new Set(s.passages.map(p => p.block));
  blocks.forEach((b, i) => b.classList.toggle('is-here', mine.has(i)));
  const first = blocks[Math.min(...mine)]; if (first) { const box = source.getBoundingClientRect(), at = first.getBoundingClientRect(); if (at.top < box.top || at.bottom > box.bottom) source.scrollTop += at.top - box.top - 40; }
};
list.addEventListener('focusin', e => point(e.target.closest('li.turn')));
list.addEventListener('click', e => { const row = e.target.closest('li.turn'); if (row && !row.contains(document.activeElement)) row.focus({ preventScroll: true }); });
source.addEventListener('click', e => {
  const block = e.target.closest('.block'); if (!block || e.target.closest('a')) return;
  const i = state.segments.findIndex(s => s.passages.some(p => p.block === +block.dataset.block)); if (i < 0) return;
  list.children[i].focus({ preventScroll: true }); inSight(list.children[i], pane); facing(list.children[i]);
});
const nextDoubt = () => {
  const all = state.segments.map((s, i) => sure(s) ? -1 : i).filter(i => i >= 0); if (!all.length) { say(WORDS.heading(0)); return; }
  const now = here ? [...list.children].indexOf(here) : -1, i = all.find(n => n > now) ?? all[0], row = list.children[i];
  const first = $('.why button', row) ?? row; first.focus({ preventScroll: true }); inSight(row, pane); facing(row);
  say(`${row.getAttribute('aria-label')}. ${state.segments[i].reason}`);
};
$('[data-undo]').addEventListener('click', undo); $('[data-next-doubt]').addEventListener('click', nextDoubt);
document.addEventListener('keydown', e => {
  if (e.altKey && e.shiftKey && e.code === 'KeyN') { e.preventDefault(); nextDoubt(); return; }
  const row = e.target.closest?.('[data-segments] > li');
  if (e.altKey && e.shiftKey && ['ArrowUp', 'ArrowDown'].includes(e.key) && row) { e.preventDefault(); move([...list.children].indexOf(row), e.key === 'ArrowUp' ? -1 : 1, document.activeElement.dataset.control); return; }
  if ((e.ctrlKey || e.metaKey) && !e.shiftKey && !e.altKey && e.key.toLowerCase() === 'z' && !e.target.matches('input, textarea')) { e.preventDefault(); undo(); return; }
  const menu = e.key === 'Escape' && e.target.closest?.('details.speakers'); if (menu?.open) { menu.open = false; $('summary', menu).focus(); }
});
document.addEventListener('click', e => { for (const d of document.querySelectorAll('details.speakers[open]')) if (!d.contains(e.target)) d.open = false; });

/* People, and which experts they are. */
const search = (field, label, pick, close) => {
  const input = el('input', { type: 'search', 'aria-label': label, placeholder: label, data: { control: 'search' } }), out = el('ul', { className: 'found' }), count = el('span', { className: 'meta', role: 'status' });
  let t, asked = 0;
  const ask = async () => {
    const mine = ++asked, [app_label, model_name, field_name] = field.split('.');
    try {
      const answer = await fetch(`${addresses.search}?${new URLSearchParams({ app_label, model_name, field_name, term: input.value })}`), { results } = await answer.json();
      if (mine !== asked) return;
      out.replaceChildren(...results.slice(0, 8).map(r => el('li', {}, button(r.text, () => pick(r), { className: 'quiet' })))); count.textContent = WORDS.found(results.length);
    } catch { if (mine === asked) count.textContent = WORDS.waiting; }
  };
  input.addEventListener('input', () => { clearTimeout(t); t = setTimeout(ask, 200); });
  const box = el('div', { className: 'search' }, input, button(WORDS.close, close, { className: 'quiet' }), count, out);
  box.addEventListener('keydown', e => { if (e.key === 'Escape') { e.stopPropagation(); close(); } if (e.key === 'Enter' && e.target === input) e.preventDefault(); });
  requestAnimationFrame(() => { input.focus(); ask(); });
  return box;
};
let searching = '', renaming = '', wrong = new Map();
const adding = new Set();
const post = (address, body) => fetch(address, { method: 'POST', headers: { 'X-CSRFToken': token, ...(typeof body === 'string' ? { 'Content-Type': 'application/json' } : {}) }, body, redirect: 'manual' });
const addExpert = async p => {
  if (adding.has(p.key)) return; adding.add(p.key); wrong.delete(p.key);
  try {
    const answer = await post(addresses.expert, JSON.stringify({ name: p.name, position: p.description })), told = await answer.json();
    if (answer.ok) setExpert(p.key, told.expert); else { wrong.set(p.key, told.words); people(); say(told.words); }
  } catch { wrong.set(p.key, WORDS.waiting); people(); say(WORDS.waiting); }
  adding.delete(p.key);
};
const initial = text => text && text[0].toLocaleUpperCase() + text.slice(1);
function people() {
  const box = $('[data-people]'), focus = document.activeElement?.closest?.('[data-people]') && document.activeElement;
  const back = focus && { key: focus.closest('li')?.dataset.key, control: focus.dataset.control };
  if (focus?.matches('input[type="search"], input[type="text"]') && (searching || renaming)) return;   /* not under her hands */
  const rows = state.people.map(p => {
    const m = matches.get(p.key) ?? { candidates: [] }, chosen = state.choices.experts[p.key], expert = chosen ? (m.expert?.expert === chosen ? m.expert : m.candidates.find(c => c.expert === chosen) ?? m.expert) : chosen === undefined ? m.sure : null;
    const row = el('li', { className: 'person', data: { key: p.key } });
    const role = el('select', { 'aria-label': WORDS.role(p.name), data: { control: 'role' } }, ...given.roles.map(([v, t]) => new Option(t, v, false, v === p.role)));
    role.addEventListener('change', () => setPerson(p.key, { role: role.value }));
    const about = [p.labels.length && WORDS.as(p.labels.join(' ')), p.description].filter(Boolean).join(' · ');
    const name = renaming === p.key ? el('input', { type: 'text', value: p.name, maxLength: 200, 'aria-label': WORDS.name, data: { control: 'name' } }) : el('b', { textContent: p.name });
    const rename = () => {
      if (renaming !== p.key) { renaming = p.key; people(); $(`[data-key="${CSS.escape(p.key)}"] input`, box).select(); return; }
      renaming = ''; const now = flat(name.value); name.blur(); if (now && now !== p.name) { matches.delete(p.key); setPerson(p.key, { name: now }); } else people();
    };
    name.addEventListener('keydown', e => { if (e.key === 'Enter') { e.preventDefault(); rename(); } else if (e.key === 'Escape') { renaming = ''; name.blur(); people(); } });
    row.append(el('div', { className: 'person-who' }, name, button(renaming === p.key ? WORDS.renamed : WORDS.rename, rename, { className: 'quiet small', data: { control: 'rename' } }), given.roles.length > 1 && role, about && el('p', { className: 'meta', textContent: about })));
    const is = el('div', { className: 'person-is' });
    if (expert) is.append(el('p', { className: 'matched' }, el('b', { textContent: expert.name }), expert.position && `, ${expert.position}`, expert.words && !expert.certain && el('span', { className: 'meta', textContent: ` ${expert.words}` })));
    else if (p.role === 'interviewer') is.append(el('p', { className: 'meta', textContent: WORDS.asks }));
    else if (chosen === 0) is.append(el('p', { className: 'meta', textContent: WORDS.without }));
    else is.append(el('p', { className: 'unmatched', textContent: WORDS.none(p.name) }));
    const act = el('div', { className: 'person-acts' });
    if (!expert && p.role !== 'interviewer') {
      if (m.candidates.length) act.append(el('span', { className: 'meta', textContent: WORDS.perhaps }));
      for (const c of m.candidates) act.append(button(c.name, () => setExpert(p.key, c), { className: 'candidate', title: c.position, data: { control: `c-${c.expert}` } }), el('span', { className: 'meta', textContent: [c.words, c.position].filter(Boolean).join(' · ') }));
      if (may.expert) act.append(button(WORDS.addExpert, () => addExpert(p), { className: m.candidates.length ? 'quiet' : '', data: { control: 'add' }, 'aria-label': `${WORDS.addExpert}: ${p.name}` }));
      else act.append(el('span', { className: 'meta', textContent: given.ask }));
    }
    if (searching === p.key) act.append(search('publications.contribution.expert', WORDS.search, r => { searching = ''; document.activeElement.blur(); setExpert(p.key, { expert: +r.id, name: r.text, position: '' }); }, () => { searching = ''; document.activeElement.blur(); people(); $(`[data-key="${CSS.escape(p.key)}"] [data-control="choose"]`, box)?.focus(); }));
    else act.append(button(expert ? WORDS.other : WORDS.choose, () => { searching = p.key; people(); }, { className: 'quiet', data: { control: 'choose' }, 'aria-label': `${expert ? WORDS.other : WORDS.choose} ${p.name}` }));
    if (expert && p.role === 'interviewer') act.append(button(WORDS.noExpert, () => setExpert(p.key, null), { className: 'quiet', data: { control: 'none' } }));
    if (wrong.has(p.key)) act.append(el('p', { className: 'missing', textContent: wrong.get(p.key) }), el('a', { href: `${addresses.new_expert}?${new URLSearchParams({ name: p.name, position: p.description })}`, target: '_blank', rel: 'noopener', textContent: WORDS.addExpert }));
    is.append(act); row.append(is); return row;
  });
  box.replaceChildren(...(rows.length ? rows : [el('li', { className: 'meta', textContent: WORDS.nobodyYet })]));
  if (back?.key) ($(`[data-key="${CSS.escape(back.key)}"] [data-control="${CSS.escape(back.control ?? '')}"]`, box) ?? $(`[data-key="${CSS.escape(back.key)}"] button`, box))?.focus();
}

/* Typed words: kept, but no steps to undo. */
const typed = change => { state = { ...state, ...change }; touched(); };
const field = (label, value, props, help, set) => {
  const id = `r-${label.toLowerCase().replace(/\W+/g, '-')}`, input = el(props.rows ? 'textarea' : 'input', { id, value, ...props });
  if (!props.rows) input.type = 'text';
  if (help) input.setAttribute('aria-describedby', `${id}-help`);
  input.addEventListener('input', () => set(input.value));
  input.addEventListener('keydown', e => { if (e.key === 'Enter' && props.rows === 1) e.preventDefault(); });
  return el('div', { className: 'form-row' }, el('label', { htmlFor: id, textContent: label }), input, help && el('p', { className: 'help', id: `${id}-help`, textContent: help }));
};
const addressable = title => /[a-z0-9]/i.test(title.normalize('NFKD').replace(/[^\x00-\x7f]/g, ''));
function titleField() {
  const box = $('[data-title]'), told = state.segments.filter(s => s.kind === 'title'), title = told.length ? flat(told.map(textOf).join(' ')) : state.choices.title;
  const wantsTitle = !told.length, wantsSlug = Boolean(state.choices.slug) || (Boolean(title) && !addressable(title)), key = `${wantsTitle}${wantsSlug}`;
  if (box.dataset.key === key) return; box.dataset.key = key;
  const focus = document.activeElement?.id;
  box.replaceChildren(...[
    wantsTitle && field(WORDS.title, state.choices.title, { rows: 1, className: 'title-line', maxLength: 300 }, WORDS.titleHelp, title => { typed({ choices: { ...state.choices, title } }); titleField(); }),
    wantsSlug && field(WORDS.address, state.choices.slug, { maxLength: 200 }, WORDS.addressHelp, slug => typed({ choices: { ...state.choices, slug } })),
  ].filter(Boolean));
  if (focus && box.querySelector(`#${focus}`)) { const f = $(`#${focus}`); f.focus(); f.setSelectionRange?.(f.value.length, f.value.length); }
}
function licence() {
  const input = el('select', { id: 'r-licence' }, new Option(WORDS.unsaid, ''), ...given.licences.map(([key, name]) => new Option(name, key)));
  input.value = state.choices.licence ?? ''; input.setAttribute('aria-describedby', 'r-licence-help');
  input.addEventListener('change', () => typed({ choices: { ...state.choices, licence: input.value } }));
  return el('div', { className: 'form-row' }, el('label', { htmlFor: 'r-licence', textContent: WORDS.licence }), input, el('p', { className: 'help', id: 'r-licence-help', textContent: WORDS.licenceHelp }));
}
const setPhoto = change => typed({ photo: { caption: '', credit: '', image: null, alt: '', ...state.photo, ...change } });
let findingPhoto = false;
function photo() {
  const box = $('.lead [data-photo]'), { choices } = state, told = state.photo ?? { caption: '', credit: '', image: null, alt: '' };
  const ways = images.map((image, n) => ({ is: choices.photo === 'file' && told.image === n, src: image.address, text: WORDS.fromFile(image.name), set: () => { setPhoto({ image: n, alt: told.alt || image.alt }); typed({ choices: { ...state.choices, photo: 'file' } }); } }));
  if (picture) ways.push({ is: choices.photo === 'picture', src: picture, text: WORDS.brought2, set: () => { setPhoto({}); typed({ choices: { ...state.choices, photo: 'picture' } }); } });
  if (choices.library) ways.push({ is: choices.photo === 'library', src: addresses.photo.replace('/0/', `/${choices.library}/`), text: chosenPhoto || WORDS.library, set: () => typed({ choices: { ...state.choices, photo: 'library' } }) });
  ways.push({ is: !choices.photo, text: WORDS.noPhoto, set: () => typed({ choices: { ...state.choices, photo: '' } }) });
  const radios = el('div', { className: 'ways', role: 'radiogroup', 'aria-labelledby': 'lead' }, ...ways.map(way => {
    const radio = el('input', { type: 'radio', name: 'lead-photo', checked: way.is }); radio.addEventListener('change', () => { way.set(); photo(); $('[name="lead-photo"]:checked').focus(); });
    const thumb = way.src && el('img', { src: way.src, alt: '', width: 120, height: 80 }); thumb && thumb.addEventListener('error', () => thumb.remove());
    return el('label', { className: 'way' }, radio, thumb, el('span', { textContent: way.text }));
  }));
  const upload = el('input', { type: 'file', id: 'r-upload', accept: 'image/jpeg,image/png,image/webp,image/avif,image/tiff,image/heic,image/heif' }), told2 = el('p', { className: 'meta', role: 'status' });
  upload.addEventListener('change', async () => {
    if (!upload.files[0]) return; told2.textContent = WORDS.uploading;
    await flush();
    const body = new FormData(); body.append('file', upload.files[0]); body.append('seen', seen);
    try {
      const answer = await post(addresses.picture, body), said = await answer.json();
      if (!answer.ok) { told2.textContent = said.words; told2.classList.add('missing'); return; }
      picture = said.address; seen = said.seen; kept(said.kept); setPhoto({}); typed({ choices: { ...state.choices, photo: 'picture' } }); photo(); $('[name="lead-photo"]:checked')?.focus();
    } catch { told2.textContent = WORDS.waiting; }
  });
  const more = el('div', { className: 'more-photos' }, may.photo && el('div', { className: 'form-row' }, el('label', { htmlFor: 'r-upload', textContent: WORDS.upload }), upload, told2));
  const close = () => { findingPhoto = false; photo(); $('[data-control="photos"]').focus(); };
  more.append(findingPhoto ? search('publications.edition.lead_photo', WORDS.searchPhotos, r => { chosenPhoto = r.text; findingPhoto = false; typed({ choices: { ...state.choices, photo: 'library', library: +r.id } }); photo(); $('[name="lead-photo"]:checked')?.focus(); }, close) : button(`${WORDS.searchPhotos}…`, () => { findingPhoto = true; photo(); }, { className: 'quiet', data: { control: 'photos' } }));
  const own = ['file', 'picture'].includes(choices.photo), others = images.length - (choices.photo === 'file');
  marks();
  box.replaceChildren(...[radios, more, own && el('div', { className: 'photo-words' },
    field(WORDS.alt, told.alt, { rows: 2, maxLength: 500 }, WORDS.altHelp, alt => setPhoto({ alt })), field(WORDS.caption, told.caption, { rows: 2 }, '', caption => setPhoto({ caption })), field(WORDS.credit, told.credit, { maxLength: 300 }, '', credit => setPhoto({ credit })), licence()),
    others > 0 && may.photo && el('p', { className: 'meta', textContent: WORDS.further(others) })].filter(Boolean));
}
/* A block of the source that no part holds becomes one, where it stood; what it is remains to be said. */
const isNowhere = block => !state.segments.some(s => s.passages.some(p => p.block === block));
const putBack = block => {
  const node = blocks[block], tag = node.classList.contains('block-heading') ? 'h2' : node.classList.contains('block-paragraph') ? 'p' : '';
  const html = tag ? `<${tag}>${node.innerHTML.trim()}</${tag}>` : node.innerHTML.trim();
  let i = state.segments.findIndex(s => s.passages.length && Math.min(...s.passages.map(p => p.block)) > block); if (i < 0) i = state.segments.length;
  const before = state.segments[i - 1], kind = before && SPOKEN.includes(before.kind) ? before.kind : interview ? 'apart' : 'text';
  const made = { kind, passages: [{ block, html }], label: '', speakers: kind === before?.kind ? before.speakers : [], confidence: .5, reason: WORDS.lost };
  commit({ segments: replace(i, 0, made) }, { at: i, said: WORDS.back2 }); facing(list.children[i]);
};
function account() {
  const box = $('[data-receipt]'), { figures, lines, dropped, changed, added, losses } = receipt;
  const entry = d => el('li', {}, `“${starts(d.words)}” `, el('span', { className: 'meta', textContent: d.reason }));
  const listed = (title, entries) => entries.length ? [el('h3', { textContent: title }), el('ul', { className: 'dropped' }, ...entries)] : [];
  box.replaceChildren(el('dl', { className: 'balance' }, ...figures.map(f => el('div', {}, el('dt', { textContent: f.label }), el('dd', {}, f.number.toLocaleString(document.documentElement.lang), f.note && el('small', { textContent: f.note }))))),
    el('p', { className: 'quietly', textContent: lines.join(' ') }),
    ...listed(WORDS.dropped, dropped.map(d => el('li', {}, `“${d.words}” `, el('span', { className: 'meta', textContent: d.reason }), isNowhere(d.block) && button(WORDS.putBack, () => putBack(d.block), { className: 'quiet small', 'aria-label': `${WORDS.putBack}: ${starts(d.words)}` })))), ...listed(WORDS.changed, changed.map(entry)), ...listed(WORDS.added, added.map(entry)), ...listed(WORDS.losses, losses.map(l => el('li', { textContent: l }))));
}

/* Keeping. One request at a time, in order; what the server has not confirmed stays in this browser as well. */
let seen = given.seen, token = form.elements.csrfmiddlewaretoken.value, dirty = false, sending = null, wait = 0, timer, blocked = false, leaving = false;
const KEY = `desk:copy:${$('meta[name="desk"]')?.dataset.person}:${location.pathname}#review`;
const status = $('[data-kept]');
const show = (text, bad) => { status.textContent = text; status.classList.toggle('is-dirty', Boolean(bad)); };
const kept = when => show(WORDS.kept(when));
const sent = () => ({ seen, structure: { ...rest, segments: state.segments, people: state.people, photo: state.photo }, choices: state.choices });
const copy = () => { try { localStorage.setItem(KEY, JSON.stringify(sent())); } catch { /* no room: the server has it in a moment */ } };
const forget = () => { try { localStorage.removeItem(KEY); } catch { /* nothing was kept */ } };
function touched() {
  dirty = true; $('[data-undo]').setAttribute('aria-disabled', !undos.length); if (blocked) { copy(); return; }
  show(WORDS.unkept, true); clearTimeout(timer); timer = setTimeout(() => { copy(); keep(); }, 500);
}
const later = words => { show(words, true); wait = Math.min(30_000, (wait || 1000) * 2); clearTimeout(timer); timer = setTimeout(keep, wait); };
const tell = (words, ...acts) => {
  notice.replaceChildren(); if (!words) return;
  notice.append(el('div', { className: 'local-copy' }, el('p', { textContent: words }), ...acts)); notice.scrollIntoView({ block: 'nearest' });
};
const renew = async () => {   /* signed in anew, the token is another one */
  try { const html = await (await fetch(location.href, { redirect: 'manual' })).text(), found = new DOMParser().parseFromString(html, 'text/html').querySelector('.review-actions [name="csrfmiddlewaretoken"]'); if (found && found.value !== token) { token = form.elements.csrfmiddlewaretoken.value = found.value; return true; } } catch { /* no line */ }
  return false;
};
function keep() { return sending ??= send().finally(() => { sending = null; if (dirty && !blocked && !wait) { clearTimeout(timer); timer = setTimeout(keep, 50); } }); }
async function send() {
  if (!dirty || blocked) return;
  const body = sent(); dirty = false; show(WORDS.keeping, true);
  let answer; try { answer = await post(addresses.keep, JSON.stringify(body)); } catch { dirty = true; later(WORDS.waiting); return; }
  if (answer.type === 'opaqueredirect') { dirty = true; later(WORDS.unkept); if (!notice.textContent) tell(WORDS.out); return; }
  if (answer.status === 403 && await renew()) { dirty = true; wait = 1; timer = setTimeout(() => { wait = 0; keep(); }, 1); return; }
  let said; try { said = await answer.json(); } catch { dirty = true; later(WORDS.waiting); return; }
  if (!answer.ok) { dirty = true; stop(answer.status, said); return; }
  wait = 0; tell('');
  seen = form.elements.seen.value = said.seen; receipt = said.receipt; matches = new Map(said.people.map(m => [m.key, m]));
  if (dirty) copy(); else { kept(said.kept); forget(); }
  account(); people();
}
function stop(code, { words, seen: theirs, draft }) {
  blocked = true; show(WORDS.unkept, true);
  const go = (text, act, quiet) => button(text, act, { className: quiet ? 'quiet' : '' }), reload = () => { forget(); leaving = true; location.reload(); };
  if (draft) tell(words, go(WORDS.draft, () => { leaving = true; location.href = draft; }));
  else if (theirs) tell(words, go(WORDS.theirs, reload), go(WORDS.mine, () => { seen = theirs; blocked = false; tell(''); keep(); }, true));
  else { copy(); tell(words, go(WORDS.again, reload)); }
}
const flush = async () => { clearTimeout(timer); wait = 0; for (let n = 0; n < 5 && (dirty || sending) && !blocked; n++) await keep(); return !dirty; };
addEventListener('online', () => { wait = 0; keep(); });
addEventListener('beforeunload', e => { if (dirty && !leaving) { copy(); e.preventDefault(); } });
document.addEventListener('visibilitychange', () => { if (document.hidden && dirty) { copy(); keep(); } });
document.getElementById('logout-form')?.addEventListener('submit', () => { leaving = true; dirty = false; });
form.addEventListener('submit', async e => {
  if (leaving) return; e.preventDefault();
  if (!(await flush())) { say(WORDS.made); show(WORDS.made, true); return; }
  leaving = true; form.elements.seen.value = seen; show(WORDS.making); form.submit();
});
addEventListener('pageshow', e => { if (e.persisted) location.reload(); });

/* What this browser kept and the server never got. */
const left = (() => { try { return JSON.parse(localStorage.getItem(KEY)); } catch { return null; } })();
const bring = ({ structure, choices }) => { const { segments, people: p, photo: f } = structure; state = { segments, people: p, photo: f, choices }; render(); photo(); touched(); };
render(); photo(); account(); kept(given.kept);
if (left?.structure && JSON.stringify([left.structure, left.choices]) !== JSON.stringify([sent().structure, sent().choices])) {
  if (left.seen === seen) { bring(left); say(WORDS.brought); }
  else tell(WORDS.copy, button(WORDS.back, () => { tell(''); bring(left); }), button(WORDS.throw, () => { forget(); tell(''); }, { className: 'quiet' }));
} else if (left) forget();
page.dataset.ready = '';

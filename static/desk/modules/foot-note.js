/* A footnote: words that stand where their number will, and are written there, in a small block inside the line.
 *
 * A browser draws one place for two: behind the last word of a note, and behind the note. So the arrow keys step over an edge
 * as over a letter, an open note is outlined, and what is typed at an edge goes where the editor's selection says, never where
 * the browser guesses. Enter and Escape lead on behind the note. */
import { Node, Plugin, crel, gettext, pm } from 'django-prose-editor/editor';

const { TextSelection, NodeSelection } = pm.state, { Fragment, Slice } = pm.model, { Decoration, DecorationSet } = pm.view;
const NAME = 'footNote';
const MARK = '<svg viewBox="0 0 24 24" width="20" height="20" fill="currentColor" aria-hidden="true"><path d="M3 5h10v2H3zM3 9.5h10v2H3zM3 14h18v2H3zM3 18.5h12v2H3zM16 4.2l3-1.7h1.3V11h-2V5l-2.3 1.2z"/></svg>';

const isNote = node => node?.type.name === NAME;
/* The note that a place lies in. Notes hold no nodes but text and breaks, so it is the place's own parent. */
const around = $pos => isNote($pos.parent) ? { node: $pos.parent, from: $pos.before(), to: $pos.after() } : null;
const caret = state => state.selection instanceof TextSelection && state.selection.empty ? state.selection.$from : null;
const atEdge = $pos => isNote($pos.nodeBefore) || isNote($pos.nodeAfter) || (isNote($pos.parent) && (!$pos.parentOffset || $pos.parentOffset === $pos.parent.content.size));
const put = (editor, place) => { const { tr } = editor.state; editor.view.dispatch(tr.setSelection(TextSelection.create(tr.doc, place)).setMeta(NAME, true).scrollIntoView()); return true; };
/* Browsers tell of a moved caret late, and a quick key comes before. */
const tell = view => { if (!view.composing) view.domObserver.flush(); return false; };
/* To the editor both sides of an edge are one place in the page, and it leaves the browser's caret on either. */
const settle = view => {
  const $pos = caret(view.state);
  if (!$pos || !atEdge($pos) || !view.hasFocus() || view.composing || view.cursorWrapper) return;
  let [node, offset] = Object.values(view.domAtPos($pos.pos));
  const beside = isNote($pos.nodeBefore) ? $pos.pos - $pos.nodeBefore.nodeSize : isNote($pos.nodeAfter) ? $pos.pos : null;
  if (beside !== null) {
    const note = view.nodeDOM(beside), after = beside < $pos.pos, next = after ? note.nextSibling : note.previousSibling;
    [node, offset] = next?.nodeType === 3 ? [next, after ? 0 : next.data.length] : [note.parentNode, [...note.parentNode.childNodes].indexOf(note) + after];
  }
  const selection = view.dom.ownerDocument.getSelection();
  if (selection.focusNode === node && selection.focusOffset === offset) return;
  selection.collapse(node, offset);
  view.domObserver.setCurSelection();
};
const single = words => [...new Intl.Segmenter().segment(words)].length === 1;

/* by: 1 on, -1 back. */
const step = (editor, by) => {
  const $pos = caret(editor.state); if (!$pos) return false;
  const note = around($pos);
  if (note && $pos.parentOffset === (by > 0 ? note.node.content.size : 0)) return put(editor, by > 0 ? note.to : note.from);
  const next = by > 0 ? $pos.nodeAfter : $pos.nodeBefore;
  if (isNote(next)) return put(editor, $pos.pos + by);
  /* One letter away from an edge: the browser would step over both sides of it. */
  const beyond = $pos.pos + by * (next?.nodeSize ?? 0);
  return !!next?.isText && single(next.text) && atEdge($pos.doc.resolve(beyond)) && put(editor, beyond);
};
const arrow = by => ({ editor }) => step(editor, getComputedStyle(editor.view.dom).direction === 'rtl' ? -by : by);
/* An empty note goes; at its edge one with words is left, or chosen first, so that no single key takes a whole note away. */
const erase = by => ({ editor }) => {
  const { state, view } = editor, $pos = caret(state); if (!$pos) return false;
  const note = around($pos);
  if (note && !note.node.content.size) { view.dispatch(state.tr.delete(note.from, note.to)); return true; }
  if (note) return step(editor, by);
  const next = by > 0 ? $pos.nodeAfter : $pos.nodeBefore; if (!isNote(next)) return false;
  view.dispatch(state.tr.setSelection(NodeSelection.create(state.doc, by > 0 ? $pos.pos : $pos.pos - next.nodeSize)));
  return true;
};
const leave = ({ editor }) => { const note = around(editor.state.selection.$to); return !!note && put(editor, note.to); };

/* The words chosen become a note; without any, an empty one opens behind the caret; a note becomes words of the text again. */
const toggle = editor => {
  const { state, view } = editor, { tr, doc, schema, selection } = state, type = schema.nodes[NAME];
  const note = around(selection.$from);
  if (note) { view.dispatch(tr.replaceWith(note.from, note.to, note.node.content).setSelection(TextSelection.create(tr.doc, note.from + note.node.content.size))); return true; }
  let { from, to } = selection;
  let words = Fragment.empty;
  if (selection.$from.sameParent(selection.$to)) {
    const chosen = doc.textBetween(from, to, '', '\ufffc');
    from += chosen.length - chosen.trimStart().length;
    to -= from < to ? chosen.length - chosen.trimEnd().length : 0;
    words = from < to ? doc.slice(from, to).content : words;
  }
  if (!words.size || !type.validContent(words)) { from = to; words = Fragment.empty; }
  const $from = doc.resolve(from), index = $from.index();
  if (!$from.parent.canReplaceWith(index, doc.resolve(to).indexAfter(), type)) return false;
  tr.replaceWith(from, to, type.create(null, words));
  view.dispatch(tr.setSelection(TextSelection.create(tr.doc, from + 1 + words.size)).scrollIntoView());
  return true;
};

/* What a slice says, as it can stand in a note: its paragraphs parted by line breaks. */
const inLine = (slice, schema) => {
  const parts = [];
  slice.content.descendants(node => {
    if (node.isTextblock && parts.length) parts.push(schema.nodes.hardBreak.create());
    if (node.isText || node.type === schema.nodes.hardBreak) parts.push(node);
  });
  return new Slice(Fragment.fromArray(parts), 0, 0);
};

export const FootNote = Node.create({
  name: NAME,
  priority: 1000,  /* its keys come before those of lists and paragraphs */
  group: 'inline',
  inline: true,
  content: '(text | hardBreak)*',
  marks: 'bold italic subscript superscript link',
  defining: true,
  parseHTML: () => [{ tag: 'foot-note' }],
  renderHTML: () => ['foot-note', 0],
  addNodeView() {
    return () => { const dom = crel('foot-note', { role: 'note', 'aria-label': gettext('Footnote') }); return { dom, contentDOM: dom }; };
  },
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: NAME,
      groups: 'link',
      priority: 90,
      button: buttons.svg(MARK, gettext('Footnote')),
      active: editor => isNote(editor.state.selection.$from.parent),
      command: editor => { editor.view.focus(); toggle(editor); },
    });
  },
  addKeyboardShortcuts() {
    return { ArrowRight: arrow(1), ArrowLeft: arrow(-1), Backspace: erase(-1), Delete: erase(1), Enter: leave, Escape: leave };
  },
  addProseMirrorPlugins() {
    let pressed = null;  /* the note under the mouse */
    return [new Plugin({
      view: () => ({ update: settle }),
      props: {
        decorations: ({ doc, selection }) => {
          const note = around(selection.$from);
          return note && DecorationSet.create(doc, [Decoration.node(note.from, note.to, { class: 'is-open' })]);
        },
        handlePaste: (view, _event, slice) => {
          if (!around(view.state.selection.$from)) return false;
          view.dispatch(view.state.tr.replaceSelection(inLine(slice, view.state.schema)).scrollIntoView());
          return true;
        },
        handleDOMEvents: {
          keydown: tell,
          keyup: tell,
          focus: view => { setTimeout(() => settle(view), 30); return false; },  /* the editor itself looks after 20 ms */
          mousedown: (_view, event) => { pressed = event.target.closest?.('foot-note'); return false; },
          beforeinput: (view, event) => {
            tell(view);
            const $pos = caret(view.state);
            if (event.inputType !== 'insertText' || !event.data || view.composing || !$pos || !atEdge($pos)) return false;
            event.preventDefault();
            const typed = () => view.state.tr.insertText(event.data).scrollIntoView();
            if (!view.someProp('handleTextInput', f => f(view, $pos.pos, $pos.pos, event.data, typed))) view.dispatch(typed());
            return true;
          },
          /* With marks of its own the editor lets an input method write into a place that it makes for it. */
          compositionstart: view => {
            const $pos = caret(view.state);
            if ($pos && atEdge($pos)) view.dispatch(view.state.tr.setStoredMarks(view.state.storedMarks ?? $pos.marks()));
            return false;
          },
        },
      },
      appendTransaction: (steps, before, now) => {
        const left = around(before.selection.$from), here = around(now.selection.$from), $pos = caret(now);
        const from = left && steps.reduce((place, { mapping }) => mapping.map(place, -1), left.from);
        /* A note that was left without a word goes. */
        const node = left && now.doc.nodeAt(from);
        if (isNote(node) && !node.content.size && here?.from !== from) return now.tr.delete(from, from + node.nodeSize);
        /* Who comes to the edge of a note by End, by Home or by a press beside it, comes to its outside. */
        const moved = steps.every(step => !step.docChanged && !step.getMeta(NAME)) && here && here.from !== from;
        if (!moved || (pressed && steps.some(step => step.getMeta('pointer'))) || !$pos || !atEdge($pos)) return null;
        return now.tr.setSelection(TextSelection.create(now.doc, $pos.parentOffset ? here.to : here.from));
      },
    })];
  },
});

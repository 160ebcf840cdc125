/* A photo in a text: named by its UUID, with a caption that is written in its place and alternative text of its own, both only
 * where they differ from the photo's. It stands between the blocks of a text, never inside one.
 *
 * Enter in a caption goes on below. Escape goes from the buttons to the caption, and from there takes hold of the whole photo. */
import { Node, Plugin, gettext, pm, svgMenuButton, updateAttrsDialog } from 'django-prose-editor/editor';
import { choosePhoto, pageLink } from 'desk/choose-photo';
import { standing, watch } from 'desk/photos';

const { TextSelection, NodeSelection } = pm.state;
const NAME = 'photo', LONGEST_ALT = 500;   /* characters: the server cuts there */
const FRAME = '<svg viewBox="0 0 24 24" width="20" height="20" fill="currentColor" aria-hidden="true"><path d="M3 4h18v16H3zM5 6v9.2l4-4 4.2 4.2 2.3-2.3L19 16.6V6zM5 18h14l-3.5-3.1-2.2 2.3L9 13z" fill-rule="evenodd"/><circle cx="15.5" cy="9" r="1.6"/></svg>';
const el = (tag, props = {}, ...kids) => { const n = Object.assign(document.createElement(tag), props); n.append(...kids); return n; };
const isPhoto = node => node?.type.name === NAME;
const caption = ({ selection: { $from, $to } }) => isPhoto($from.parent) && $from.sameParent($to) ? $from : null;

/* The place of the photo that is held, or whose caption is written in. */
const here = ({ selection: { node, from, $from } }) => isPhoto(node) ? from : isPhoto($from.node(1)) ? $from.before(1) : null;
const hold = (view, at) => { view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, at)).scrollIntoView()); view.focus(); return true; };
const write = (view, at) => { view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, at + 1 + view.state.doc.nodeAt(at).content.size)).scrollIntoView()); view.focus(); return true; };

/* Below the block that a place lies in; instead of it, if it is an empty paragraph. */
const insert = (view, uuid, place = view.state.selection.to) => {
  const { tr, doc, schema } = view.state, $at = doc.resolve(place), photo = schema.nodes[NAME].create({ photo: uuid });
  const block = $at.depth ? $at.node(1) : null, empty = block?.type.name === 'paragraph' && !block.content.size;
  const at = !block ? place : empty ? $at.before(1) : $at.after(1);
  tr.replaceWith(at, empty ? $at.after(1) : at, photo);
  view.dispatch(tr);
  write(view, at);
};
const change = (view, at, attrs) => { const { tr, doc } = view.state; view.dispatch(tr.setNodeMarkup(at, null, { ...doc.nodeAt(at).attrs, ...attrs })); };
/* What was said of the former photo goes with it, and comes back with it when the choice is undone. */
const choose = async (view, at = here(view.state)) => {
  const former = at === null ? null : view.state.doc.nodeAt(at).attrs.photo;
  const chosen = await choosePhoto({ chosen: former ?? '' });
  if (!chosen || view.isDestroyed) return;
  if (former === null) insert(view, chosen.uuid);
  else if (chosen.uuid !== former) {
    const { tr, doc } = view.state;
    view.dispatch(tr.setNodeMarkup(at, null, { photo: chosen.uuid, alt: null }).delete(at + 1, at + doc.nodeAt(at).nodeSize - 1));
    write(view, at);
  }
};
/* A file that is dropped or pasted goes through the chooser, which says what becomes of it. */
const bring = (view, file, place) => {
  if (!file) return false;
  choosePhoto({ file }).then(chosen => { if (chosen && !view.isDestroyed) insert(view, chosen.uuid, Math.min(place, view.state.doc.content.size)); });
  return true;
};

const describe = async (editor, at, own) => {
  const { photo: uuid, alt } = editor.state.doc.nodeAt(at).attrs;
  const asked = updateAttrsDialog({ alt: {
    type: 'string', format: 'textarea', title: gettext('Alternative text'),
    description: own ? gettext('What is seen, for this place. Left empty, it is the photo’s own: “%s”').replace('%s', own) : gettext('What is seen, for this place.'),
  } }, { title: gettext('Alternative text'), submitText: gettext('Set') })(editor, { alt: alt ?? '' });
  editor.view.dom.parentElement.querySelector('dialog textarea').maxLength = LONGEST_ALT;
  const given = await asked;
  const node = editor.isDestroyed ? null : editor.state.doc.nodeAt(at);
  if (given && isPhoto(node) && node.attrs.photo === uuid) change(editor.view, at, { alt: given.alt.split(/\s+/).join(' ').trim() || null });
};

class View {
  constructor({ node, editor, getPos }) {
    Object.assign(this, { node, editor, getPos, photo: undefined });
    this.picture = el('img', { alt: '', width: 240, height: 160 });
    this.shown = el('div', { className: 'photo-shown', contentEditable: 'false' }, this.picture);
    this.contentDOM = el('figcaption'); this.contentDOM.setAttribute('role', 'group');
    this.about = el('div', { className: 'photo-about' });
    this.tools = el('div', { className: 'photo-tools' }); this.tools.setAttribute('role', 'group');
    const tool = (words, act) => { const b = el('button', { type: 'button', className: 'quiet small', textContent: words }); b.addEventListener('click', () => act(b)); this.tools.append(b); };
    if (editor.isEditable) {
      tool(gettext('Choose another'), () => choose(editor.view, getPos()));
      tool(gettext('Alternative text…'), async b => { await describe(editor, getPos(), this.photo?.alt); b.focus(); });
      tool(gettext('Remove'), () => { const at = getPos(); editor.view.dispatch(editor.state.tr.delete(at, at + this.node.nodeSize)); editor.view.focus(); });
    }
    this.dom = el('figure', { className: 'photo' }, this.shown, this.contentDOM, el('div', { className: 'photo-under', contentEditable: 'false' }, this.about, this.tools));
    this.tools.addEventListener('keydown', e => { if (e.key === 'Escape') { e.preventDefault(); write(editor.view, getPos()); } });
    /* Only pressed on the picture it is held, and drawn by it; words of its caption are chosen as others are. */
    this.shown.addEventListener('mousedown', () => hold(editor.view, getPos()));
    this.follow();
  }
  follow() { this.unwatch?.(); this.photo = undefined; this.unwatch = watch(this.node.attrs.photo, photo => { this.photo = photo; this.show(); }); this.show(); }
  show() {
    const { photo, node: { attrs, content } } = this, alt = attrs.alt ?? photo?.alt ?? '';
    if (photo && this.picture.getAttribute('src') !== photo.thumbnail) this.picture.src = photo.thumbnail;
    this.picture.alt = alt; this.picture.hidden = !photo;
    this.dom.classList.toggle('is-gone', photo === null);
    this.contentDOM.classList.toggle('is-empty', !content.size);
    this.contentDOM.dataset.placeholder = photo?.caption || gettext('No caption. Write one here.');
    this.contentDOM.setAttribute('aria-label', photo?.caption ? gettext('Caption. Left empty, it is the photo’s own: “%s”').replace('%s', photo.caption) : gettext('Caption'));
    this.tools.setAttribute('aria-label', photo ? `${gettext('Photo')}: ${photo.name}` : gettext('Photo'));
    this.about.replaceChildren(...this.words(photo, attrs, alt));
  }
  words(photo, attrs, alt) {
    if (photo === undefined) return [];
    if (photo === null) return [el('p', { className: 'missing', textContent: gettext('This photo is not in the library. Choose another, or remove it.') })];
    const seen = attrs.alt ? gettext('Alternative text for this place:') : alt ? gettext('Alternative text:') : photo.is_decorative ? gettext('Decorative: needs no alternative text') : '';
    return [
      el('p', {}, standing(photo), photo.credit ? ` · ${photo.credit}` : ''),
      seen ? el('p', {}, el('b', { textContent: seen }), ` ${alt}`) : el('p', { className: 'missing', textContent: gettext('Alternative text missing') }),
      el('p', {}, pageLink(photo)),
    ];
  }
  update(node) {
    if (!isPhoto(node)) return false;
    const other = node.attrs.photo !== this.node.attrs.photo;
    this.node = node;
    other ? this.follow() : this.show();
    return true;
  }
  /* The editor hears of what happens in the caption, and of a photo that is dragged. */
  stopEvent(event) { return !this.contentDOM.contains(event.target) && !/^drag|^drop$/.test(event.type); }
  ignoreMutation({ type, target }) { return !this.contentDOM.contains(target) || (type === 'attributes' && target === this.contentDOM); }
  destroy() { this.unwatch(); }
}

export const Photo = Node.create({
  name: NAME,
  priority: 1000,  /* its keys come before those of lists, tables and paragraphs */
  group: 'block',
  content: 'inline*',
  defining: true,
  isolating: true,  /* no key joins a caption with what stands around it */
  addAttributes: () => ({
    photo: { default: '', parseHTML: dom => dom.dataset.photo, renderHTML: ({ photo }) => ({ 'data-photo': photo }) },
    alt: { default: null, parseHTML: dom => dom.dataset.alt || null, renderHTML: ({ alt }) => alt ? { 'data-alt': alt } : {} },
  }),
  parseHTML: () => [{ tag: 'figure[data-photo]', contentElement: dom => dom.querySelector('figcaption') ?? document.createElement('figcaption') }],
  /* With its caption even when that is empty: the editor takes a lone element without content for no text at all. */
  renderHTML: ({ HTMLAttributes }) => ['figure', HTMLAttributes, ['figcaption', 0]],
  addNodeView: () => given => new View(given),
  addMenuItems({ menu }) {
    menu.defineItem({
      name: NAME,
      groups: 'nodes',
      button: svgMenuButton(FRAME, gettext('Photo')),
      active: ({ state }) => here(state) !== null,
      command: ({ view }) => choose(view),
    });
  },
  addKeyboardShortcuts() {
    return {
      Enter: ({ editor: { state, view } }) => {
        const $at = caption(state); if (!$at) return false;
        const after = $at.after(), next = state.doc.nodeAt(after), { tr, schema } = state;
        if (next?.type.name !== 'paragraph' || next.content.size) tr.insert(after, schema.nodes.paragraph.create());
        view.dispatch(tr.setSelection(TextSelection.create(tr.doc, after + 1)).scrollIntoView());
        return true;
      },
      Escape: ({ editor: { state, view } }) => { const $at = caption(state); return !!$at && hold(view, $at.before()); },
      /* At the first letter of a caption it takes nothing; in an empty one it takes hold of the photo, which the next one takes away. */
      Backspace: ({ editor: { state, view } }) => {
        const $at = caption(state); if (!$at || !state.selection.empty || $at.parentOffset) return false;
        return !!$at.parent.content.size || hold(view, $at.before());
      },
      Tab: ({ editor: { state, view } }) => {
        const at = here(state), tool = at === null ? null : view.nodeDOM(at).querySelector('.photo-tools button');
        tool?.focus(); return !!tool;
      },
    };
  },
  addProseMirrorPlugins() {
    return [new Plugin({
      props: {
        handleDrop: (view, event, _slice, moved) => {
          const place = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos ?? view.state.doc.content.size;
          /* Of any kind: left to the browser, it would take the place of the page. */
          return !moved && bring(view, event.dataTransfer?.files[0], place) && (event.preventDefault(), true);
        },
        /* A word processor's clipboard has a picture of its words beside them. */
        handlePaste: (view, { clipboardData }) => !clipboardData?.types.includes('text/html') && bring(view, [...clipboardData?.files ?? []].find(({ type }) => type.startsWith('image/')), view.state.selection.to),
      },
      /* One that was put into a list, a quotation or a table goes behind it, as the server would have it. */
      appendTransaction: (steps, _before, { doc, tr }) => {
        if (!steps.some(({ docChanged }) => docChanged)) return null;
        const inside = [];
        doc.descendants((node, at, parent) => { if (isPhoto(node) && parent !== doc) inside.push(at); return !node.isTextblock; });
        for (const at of inside.reverse()) {
          const node = doc.nodeAt(at);
          tr.insert(doc.resolve(at).after(1), node).delete(at, at + node.nodeSize);
        }
        return inside.length ? tr : null;
      },
    })];
  },
});

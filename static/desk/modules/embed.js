/* An embed: what another site shows (a video, a chart, a post), as a card that leads there. One paragraph whose words are
 * its link, so nothing of that site is asked for before a reader goes. The button asks for address and title. */
import { Node, crel, gettext, updateAttrsDialog } from 'django-prose-editor/editor';

const CARD = '<svg viewBox="0 0 24 24" width="20" height="20" fill="currentColor" aria-hidden="true"><path d="M3 4h18v16H3zM5 6v12h14V6zM10 8.5v7l6-3.5z" fill-rule="evenodd"/></svg>';
const ask = updateAttrsDialog(
  {
    href: { type: 'string', title: gettext('Address'), format: 'url', required: true },
    title: { type: 'string', title: gettext('Title'), description: gettext('What it is and shows: “Video: a day at the dam”'), required: true },
  },
  { title: gettext('Embed'), submitText: gettext('Embed') },
);

export const Embed = Node.create({
  name: 'embed',
  group: 'block',
  content: 'text*',
  marks: 'link',
  defining: true,
  parseHTML: () => [{ tag: 'p.embed', priority: 60 }],
  renderHTML: () => ['p', { class: 'embed' }, 0],
  addMenuItems({ buttons, menu }) {
    menu.defineItem({
      name: this.name,
      groups: 'nodes',
      button: buttons.svg(CARD, gettext('Embed')),
      active: editor => editor.isActive(this.name),
      command: async editor => {
        const { $from, $to, from, to } = editor.state.selection, here = $from.parent.type.name === this.name;
        const address = here ? editor.getAttributes('link').href : editor.state.doc.textBetween(from, to).trim();
        const given = await ask(editor, { href: /^https?:/.test(address) ? address : '', title: here ? $from.parent.textContent : '' });
        if (!given) return editor.commands.focus();
        const card = { type: this.name, content: [{ type: 'text', text: given.title.trim() || given.href, marks: [{ type: 'link', attrs: { href: given.href } }] }] };
        const empty = $from.parent.isTextblock && !$from.parent.content.size;
        const place = here || empty ? { from: $from.before(), to: $from.after() } : $to.after(1);
        editor.chain().focus().insertContentAt(place, card).run();
      },
    });
  },
  addKeyboardShortcuts() {
    return {
      /* Below a card the text goes on. */
      Enter: ({ editor }) => {
        const { $to, empty } = editor.state.selection;
        return empty && $to.parent.type.name === this.name && $to.parentOffset === $to.parent.content.size
          && editor.chain().insertContentAt($to.after(), { type: 'paragraph' }).setTextSelection($to.after() + 1).run();
      },
    };
  },
});

/* A pull quote: a sentence of the text, shown large beside it. One paragraph of plain words, since the text itself holds
 * the links and notes. Chosen where headings are; Enter at its end goes on with the text. */
import { Node, crel, gettext } from 'django-prose-editor/editor';

const FURROW = '<svg viewBox="0 0 24 24" width="20" height="20" fill="currentColor" aria-hidden="true"><path d="M3 4h18v3H3zM3 9h18v2H3zM3 13h18v1H3zM3 17h12v3H3z"/></svg>';

export const PullQuote = Node.create({
  name: 'pullQuote',
  group: 'block',
  content: 'inline*',
  marks: 'italic',
  defining: true,
  parseHTML: () => [{ tag: 'p.pull-quote', priority: 60 }],
  renderHTML: () => ['p', { class: 'pull-quote' }, 0],
  addMenuItems({ buttons, menu }) {
    const words = gettext('Pull quote');
    menu.defineItem({
      name: this.name,
      groups: 'blockType nodes',
      button: buttons.svg(FURROW, words),
      option: crel('p', { className: 'pull-quote', textContent: words }),
      active: editor => editor.isActive(this.name),
      command: editor => editor.chain().focus().toggleNode(this.name, 'paragraph').run(),
    });
  },
});

/* Copies a readonly field's text; without permission to, or over plain HTTP, it selects it and the keyboard does the rest. */
for (const button of document.querySelectorAll('[data-copy]')) {
  const field = button.previousElementSibling, words = button.textContent;
  button.setAttribute('aria-live', 'polite');
  button.hidden = false;
  field.addEventListener('focus', () => field.select());
  button.addEventListener('click', async () => {
    field.select();
    try { await navigator.clipboard.writeText(field.value); } catch { if (!document.execCommand('copy')) return; }
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = words; }, 3000);
  });
}

'use strict';
// Keys of the vote page: a key clicks the button that names it in data-key.
(() => {
  const STORED = 'arena-vote-keys';
  const label = document.getElementById('keys');
  const box = label ? label.querySelector('input') : null;
  let sent = false;

  const stored = () => {
    try {
      return localStorage.getItem(STORED);
    } catch (blocked) {
      return null;
    }
  };

  if (box) {
    label.hidden = false;
    box.checked = stored() !== 'off';
    box.addEventListener('change', () => {
      try {
        localStorage.setItem(STORED, box.checked ? 'on' : 'off');
      } catch (blocked) {
        // the choice holds for this page
      }
    });
  }

  const enabled = () => (box ? box.checked : stored() !== 'off');

  const isTyping = (element) =>
    element.isContentEditable ||
    element.matches('textarea, select, input:not([type=checkbox])');

  document.addEventListener('keydown', (event) => {
    if (sent || event.repeat || event.isComposing || event.defaultPrevented || !enabled()) return;
    if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
    const key = event.key.toLowerCase();
    if (!/^[a-z0-9]$/.test(key)) return;
    const button = document.querySelector(`button[data-key="${key}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  // a second click or key would vote on the next pair, which the voter has not read
  document.addEventListener('submit', (event) => {
    if (sent) event.preventDefault();
    sent = true;
  });
  addEventListener('pageshow', () => {
    sent = false;
  });
})();

'use strict';
// What operators see of a node: follows /console/events, and draws each. No text becomes markup.
const AGAIN_MILLIS = 2000;
// After Okabe and Ito: colours that people with any colour vision tell apart; dashes tell them apart too. Base is the last.
const LIGHT = ['#0072b2', '#d55e00', '#007a58', '#a8437f', '#8a6100', '#2b7bb9', '#6b6b6b'];
const DARK = ['#56b4e9', '#ff9e57', '#3fc79a', '#e29ac6', '#f0c541', '#9ad0f5', '#b0b0b0'];
const colours = () => (dark.matches ? DARK : LIGHT);
const DASHES = [[], [6, 3], [2, 2], [8, 3, 2, 3], [10, 4], [1, 3], [4, 4]];
const dark = matchMedia('(prefers-color-scheme: dark)');
const $ = (id) => document.getElementById(id);
const charts = {};
let state = null;
let stream = null;

function el(tag, content, className) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  node.append(...(Array.isArray(content) ? content : [content ?? '']));
  return node;
}
const known = (value) => value !== null && value !== undefined;
const cost = (value) => (known(value) ? value.toFixed(3) : '–');
const percent = (value) => (known(value) ? Math.round(100 * value) + ' %' : '–');
const count = (value) => (known(value) ? value.toLocaleString('en') : '–');
function age(seconds) {
  if (!known(seconds)) return '–';
  const s = Math.max(0, seconds);
  if (s < 120) return Math.round(s) + ' s';
  if (s < 7200) return Math.round(s / 60) + ' min';
  return s < 172800 ? Math.round(s / 3600) + ' h' : Math.round(s / 86400) + ' d';
}
const since = (instant) => (instant ? age((Date.parse(state.now) - Date.parse(instant)) / 1000) : '–');

async function ask(path, options = {}) {
  const key = sessionStorage.getItem('medley-key');
  const headers = { ...options.headers, ...(key && { Authorization: 'Bearer ' + key }) };
  return fetch(path, { ...options, headers, cache: 'no-store' });
}

/** Follows one task's events; by fetch, for an EventSource sends no key. */
async function follow() {
  stream?.abort();
  if (document.hidden) return;
  const mine = (stream = new AbortController());
  try {
    const task = decodeURIComponent(location.hash.slice(1));
    const answer = await ask('console/events?task=' + encodeURIComponent(task), { signal: mine.signal });
    $('key').hidden = answer.status !== 401;
    if (!answer.ok) throw new Error(answer.status === 401 ? 'a key is needed' : 'status ' + answer.status);
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const events = (text + part.value).split('\n\n');
      text = events.pop();
      if (!events.length) continue;
      state = JSON.parse(events.at(-1).slice('data: '.length));
      draw();
      live('live', 'good');
    }
  } catch (e) {
    if (mine.signal.aborted) return;
    live('no answer: ' + e.message, 'bad');
  }
  setTimeout(() => stream === mine && follow(), AGAIN_MILLIS);
}
function live(text, className) {
  const pill = $('live');
  if (pill.textContent !== text) pill.textContent = text;
  pill.className = 'pill ' + className;
}

function draw() {
  drawTasks();
  const selected = state.selected;
  $('empty').hidden = Boolean(selected);
  $('task').hidden = !selected;
  if (!selected) return;
  const ensemble = selected.ensemble;
  document.title = selected.task + ' – Medley';
  $('task-name').textContent = selected.task;
  $('task-mode').textContent =
    (ensemble.pinnedArm ? 'pinned to ' + ensemble.pinnedArm : ensemble.mode === 'shadow' ? 'shadow: the base answers' :
      ensemble.mode === 'unknown' ? 'a mode that this node does not know: the base answers' : 'the ensemble chooses') +
    (ensemble.pausedAt ? ' · learning is paused' : '');
  $('task-warning').hidden = !ensemble.responseRatesDiffer;
  const row = state.tasks.find((task) => task.task === selected.task) ?? {};
  $('tile-charge').textContent = cost(row.charge);
  $('tile-base').textContent = cost(row.baseCharge);
  $('tile-fresh').textContent = age(row.freshSeconds);
  $('tile-lag').textContent = count(state.lag ? Object.values(state.lag).reduce((sum, n) => sum + n, 0) : null);
  $('actions').hidden = !state.control;
  for (const button of $('actions').children) {
    const action = button.dataset.action;
    button.hidden =
      (action === 'choose' && ensemble.mode === 'choose') || (action === 'shadow' && ensemble.mode === 'shadow') ||
      (action === 'pause' && ensemble.pausedAt !== null) || (action === 'resume' && ensemble.pausedAt === null);
  }
  drawCharts(selected.series);
  drawLag();
  drawMembers(selected);
  drawArms(selected);
  drawCheckpoints(selected);
  drawEdits();
}

function drawTasks() {
  const current = state.selected?.task;
  const wanted = $('filter').value.toLowerCase();
  $('filter').hidden = state.tasks.length < 8;
  fill($('tasks'), state.tasks.filter((task) => task.task.toLowerCase().includes(wanted)), (task) => task.task, (task) => {
    const link = el('a', [task.task, el('span', cost(task.charge))]);
    link.href = '#' + encodeURIComponent(task.task);
    link.setAttribute('aria-label', task.task + ', charge ' + cost(task.charge));
    if (task.task === current) link.setAttribute('aria-current', 'page');
    return el('li', [link]);
  });
}

/** Makes rows what they are now; what has not changed stays, with its focus and a click that is under way. */
function fill(parent, rows, keyOf, make) {
  const old = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  const nodes = rows.map((row) => {
    const key = String(keyOf(row));
    const node = make(row);
    node.dataset.key = key;
    const before = old.get(key);
    return before && before.children.length === node.children.length ? update(before, node) : node;
  });
  if (nodes.length !== parent.children.length || nodes.some((node, i) => node !== parent.children[i])) parent.replaceChildren(...nodes);
}
function update(before, node) {
  [...node.children].forEach((cell, i) => {
    const old = before.children[i];
    if (old.outerHTML === cell.outerHTML) return;
    const focused = old.contains(document.activeElement);
    old.replaceWith(cell);
    if (focused) (cell.matches('a, button') ? cell : cell.querySelector('a, button'))?.focus();
  });
  return before;
}

function colour(arm) {
  const arms = state.selected.ensemble.arms.map((each) => each.arm).filter((each) => each !== 'base');
  return arm === 'base' ? LIGHT.length - 1 : Math.max(0, arms.indexOf(arm)) % (LIGHT.length - 1);
}
function swatch(arm) {
  const mark = el('span', '', 'swatch');
  mark.style.background = colours()[colour(arm)];
  mark.setAttribute('aria-hidden', 'true');
  return mark;
}

function drawCharts(series) {
  chart('charge', series, 'charge', (v) => cost(v), 'Charge');
  chart('share', series, 'share', (v) => percent(v), 'Share of answers');
  chart('fresh', series, 'fresh', (v) => age(v), 'Age of the newest edit learnt');
}
const clock = (seconds) => new Date(seconds * 1000).toLocaleTimeString();
function chart(name, series, figure, format, title) {
  const box = $('chart-' + name);
  const arms = series.arms.filter((arm) => figure !== 'fresh' || arm.arm !== 'base');
  const data = [series.at, ...arms.map((arm) => arm[figure])];
  const identity = state.selected.task + ' ' + arms.map((arm) => arm.arm).join(' ') + ' ' + dark.matches;
  box.setAttribute('aria-label', title + ' now: ' + arms.map((arm) => arm.arm + ' ' + format(arm[figure].at(-1))).join(', '));
  if (charts[name]?.identity !== identity) {
    charts[name]?.plot.destroy();
    const style = getComputedStyle(document.body);
    const ink = style.getPropertyValue('--soft'), grid = style.getPropertyValue('--line');
    const axis = { stroke: ink, grid: { stroke: grid, width: 1 }, ticks: { stroke: grid } };
    const plot = new uPlot({
      width: Math.max(200, box.clientWidth), height: 200, legend: { live: false }, scales: { y: { range: (u, low, high) => [0, high > 0 ? high * 1.1 : 1] } },
      axes: [{ ...axis, space: 90, values: (u, ticks) => ticks.map(clock) }, { ...axis, size: 60, values: (u, ticks) => ticks.map(format) }],
      series: [{}, ...arms.map((arm) => ({ label: arm.arm, stroke: colours()[colour(arm.arm)], dash: DASHES[colour(arm.arm)], width: 2,
          spanGaps: true, points: { show: false } }))],
    }, data, box);
    charts[name] = { plot, identity };
  } else {
    charts[name].plot.setData(data);
  }
}
addEventListener('resize', () => {
  for (const [name, { plot }] of Object.entries(charts)) plot.setSize({ width: Math.max(200, $('chart-' + name).clientWidth), height: 200 });
});

function drawLag() {
  const rows = Object.entries(state.lag ?? {}).map(([group, records]) => ({ group, records }));
  fill($('lag'), rows, (row) => row.group, (row) => el('tr', [el('td', row.group), el('td', count(row.records), 'n')]));
}

function action(label, name, request) {
  const button = el('button', label);
  button.setAttribute('aria-label', name);
  button.addEventListener('click', () => confirmAction(name, request));
  return el('td', [button]);
}

const STATES = { running: 'good', paused: '', waiting: 'wait', sleeping: '', refused: 'bad', unknown: 'wait' };
/** What was said too long ago is never shown as if it held: its age stands in its place. */
const silent = (seconds) => 'no word for ' + Math.round(seconds) + ' s';
function drawMembers(selected) {
  const none = selected.membersUnread ? 'Not read: ' + selected.membersUnread : 'No trainer has told of members of this task.';
  $('members-none').textContent = none;
  $('members-none').hidden = selected.members.length > 0 && !selected.membersUnread;
  $('members-table').hidden = selected.members.length === 0;
  const arms = new Set(selected.ensemble.arms.map((each) => each.arm));
  fill($('members'), selected.members.map((each) => ({ ...each, allowed: state.control })), (each) => selected.task + '/' + each.member, (each) => {
    const told = each.heard
      ? [el('span', each.state, 'pill ' + (STATES[each.state] ?? 'wait')), ' for ' + age(each.stateSeconds)]
      : [el('span', silent(each.ageSeconds), 'pill bad'), ' before that ' + each.state];
    if (each.reason) told.push(el('span', each.reason, 'note reason'));
    const lagTold = each.lagHeard ? count(each.lag) : [el('span', silent(each.lagAgeSeconds), 'pill bad')];
    const retry = each.allowed && each.heard && each.state === 'refused';
    return el('tr', [
      el('td', [...(arms.has(each.member) ? [swatch(each.member)] : []), each.member + (each.kind === each.member ? '' : ' (' + each.kind + ')')]), el('td', told), el('td', lagTold, 'n'),
      el('td', each.lagHeard ? age(each.lagSeconds) : '–', 'n'), el('td', each.lagHeard ? age(each.etaSeconds) : '–', 'n'),
      el('td', each.version ? 'v' + each.version : '–', 'n'), el('td', count(each.editsSeen), 'n'), el('td', age(each.ageSeconds) + ' ago', 'n'),
      retry ? action('Retry', 'Retry ' + selected.task + '/' + each.member, { action: 'retry', member: each.member }) : el('td', ''),
    ]);
  });
}

function drawArms(selected) {
  fill($('arms'), selected.ensemble.arms.map((arm) => ({ ...arm, age: since(arm.newestEditAt), allowed: state.control, pinned: selected.ensemble.pinnedArm })), (arm) => selected.task + '/' + arm.arm, (arm) => {
    const pinned = arm.pinned === arm.arm;
    return el('tr', [
      el('td', [swatch(arm.arm), arm.arm]), el('td', count(arm.plays), 'n'), el('td', cost(arm.meanCharge), 'n'), el('td', cost(arm.meanCost), 'n'), el('td', cost(arm.bound), 'n'),
      el('td', count(arm.waiting), 'n'), el('td', percent(arm.responseRate), 'n'), el('td', percent(arm.shareCut), 'n'), el('td', percent(arm.shareCancelled), 'n'), el('td', arm.checkpoint ? 'v' + arm.checkpoint : '–', 'n'), el('td', arm.age, 'n'),
      !arm.allowed || pinned ? el('td', pinned ? 'pinned' : '') : action('Pin', 'Pin ' + selected.task + ' to ' + arm.arm, { action: 'pin', arm: arm.arm }),
    ]);
  });
}

function drawCheckpoints(selected) {
  fill($('checkpoints'), selected.checkpoints.map((each) => ({ ...each, age: since(each.createdAt), allowed: state.control })), (each) => selected.task + '/' + each.member + '/' + each.version, (each) => {
    const worse = known(each.heldOutCost) && known(each.parentCost) && each.heldOutCost > each.parentCost;
    const held = el('td', cost(each.heldOutCost) + (worse ? ' ▲' : ''), 'n');
    if (worse) held.title = 'Costs more than its parent on held-out contexts';
    return el('tr', [
      el('td', [swatch(each.member), each.member]), el('td', 'v' + each.version, 'n'), el('td', each.parent ? 'v' + each.parent : 'base', 'n'), held,
      el('td', cost(each.parentCost), 'n'), el('td', count(each.contexts), 'n'), el('td', count(each.editsSeen), 'n'), el('td', each.age, 'n'), el('td', each.serves ? 'yes' : ''),
      !each.allowed || each.newest ? el('td', '') : action('Roll back', 'Roll ' + selected.task + '/' + each.member + ' back to v' + each.version, { action: 'roll-back', member: each.member, version: each.version }),
    ]);
  });
}

function drawEdits() {
  $('edits-section').hidden = !state.texts;
  const edits = (state.edits ?? []).map((edit) => ({ ...edit, age: since(edit.at) }));
  fill($('edits'), edits, (edit) => edit.id, (edit) => {
    const about = el('p', '', 'about');
    about.append(edit.of, ' · ', edit.arm + (edit.checkpoint ? ' v' + edit.checkpoint : ''), ' · charge ', cost(edit.charge), ', cost ', cost(edit.cost), edit.cut ? ' · cut' : '', ' · ', edit.age, ' ago');
    const text = el('p', '');
    for (const hunk of edit.hunks) {
      if (hunk.out) text.append(el('del', hunk.out));
      if (hunk.in) text.append(el('ins', hunk.in));
      if (hunk.kept) text.append(hunk.kept);
    }
    if (!edit.hunks.length) text.append(edit.discarded ? 'discarded' : 'too long to show');
    return el('li', [about, text]);
  });
}

const SAYS = {
  choose: 'The late ensemble chooses who answers again, on all nodes.',
  shadow: 'The base answers on all nodes; what the ensemble would have chosen is only logged.',
  pause: 'Nothing is learnt and no new checkpoint is taken, until somebody resumes. What serves goes on.',
  resume: 'Members learn again, and nodes take what was published meanwhile.',
  pin: 'This arm answers all requests on all nodes, until somebody chooses otherwise.',
  retry: 'The trainer takes the member up again, where what it named is mended; otherwise it refuses it again and says why.',
  'roll-back': 'The trainer goes on from this checkpoint and publishes it again as a new version at once. What the member learnt since is taken out.',
};
function confirmAction(name, request) {
  const task = state.selected.task;
  $('confirm-title').textContent = name + '?';
  $('confirm-text').textContent = SAYS[request.action];
  $('confirm-yes').textContent = name;
  $('reason').value = '';
  const dialog = $('confirm');
  dialog.returnValue = 'cancel';
  dialog.onclose = () => dialog.returnValue === 'yes' && send({ task, ...request, reason: $('reason').value }, name);
  dialog.showModal();
}
async function send(request, name) {
  try {
    const answer = await ask('console/control', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(request) });
    const body = await answer.json();
    $('told').textContent = answer.ok ? name + ': asked of all nodes and the trainer' : 'Refused: ' + body.error.message;
  } catch (e) {
    $('told').textContent = 'It could not be asked: ' + e.message;
  }
}

for (const button of $('actions').children) {
  button.addEventListener('click', () => confirmAction(button.textContent + ' for ' + state.selected.task, { action: button.dataset.action }));
}
$('filter').addEventListener('input', () => state && drawTasks());
$('key').addEventListener('submit', (event) => {
  event.preventDefault();
  sessionStorage.setItem('medley-key', $('key-field').value);
  $('key-field').value = '';
  follow();
});
addEventListener('hashchange', () => { $('told').textContent = ''; follow(); });
document.addEventListener('visibilitychange', follow);
dark.addEventListener('change', () => state && draw());
follow();

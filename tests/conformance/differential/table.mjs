// How a case is written. A case is
//   { name, setup, calls, begin, place, state }
// setup: a bash script that makes what the case needs, run in the empty folder. calls: in order, in one shell's life.
// begin: other roots, read-only roots or another PATH; place: 'plain' for what a guest cannot offer. state: also compare
// what lies in the folder afterwards (kinds, modes, sizes, content); always done after write and edit.
// "@ROOT@" stands for the folder in scripts and inputs; in answers it is written "@".

export const bash = (command, more = {}) => ({ tool: 'bash', input: { command, ...more } });
export const restart = { tool: 'bash', input: { restart: true } };
export const read = (file_path, view_range) => ({ tool: 'read', input: view_range ? { file_path, view_range } : { file_path } });
export const write = (file_path, content) => ({ tool: 'write', input: { file_path, content } });
export const edit = (file_path, old_string, new_string, more = {}) => ({
  tool: 'edit',
  input: { file_path, old_string, new_string, ...more },
});
export const glob = (pattern, path) => ({ tool: 'glob', input: path === undefined ? { pattern } : { pattern, path } });
export const grep = (pattern, path) => ({ tool: 'grep', input: path === undefined ? { pattern } : { pattern, path } });
export const raw = (tool, input) => ({ tool, input });
export const pause = (ms) => ({ pause: ms });
/// Waits for a file that a background job makes.
export const until = (file_path) => ({ until: { tool: 'read', input: { file_path } } });
/// For a command that hangs in the official shell until its limit: a short one there, none for ours, which answers.
export const hangsThere = { official_timeout_ms: 800 };

/// Answers of several files come in any order: ripgrep searches in parallel, and files may be of one instant.
export const unordered = (call) => ({ ...call, unordered: true });
/// The runner's own timer, which ends a call as a cancel.
export const abortedAfter = (ms, call) => ({ ...call, timeout_ms: ms });

/// The answers differ for a reason that docs/decisions/0010 explains, and ours is `ours`: a text, or a regular expression
/// over the whole of it; "error: " before an error's text. The test fails when they do not differ.
export const differs = (reason, ours, call) => ({ ...call, differs: { reason, ours } });

/// A case whose calls need nothing more to say.
export const simple = (name, ...calls) => ({ name, calls });
/// What follows has a shell that runs already, so that a short limit is all the command's.
export const warmed = bash('true');
export const given = (name, setup, ...calls) => ({ name, setup, calls });

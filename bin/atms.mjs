#!/usr/bin/env node
// The `atms` command on a bare clone: asks for the right Node, installs what the lockfile names, runs the source.
// Until the version is known this file keeps to old syntax, so that an old Node says what is wrong and not "SyntaxError".
var version = process.versions.node.split('.');
var major = Number(version[0]);
var supported = major > 20 || (major === 20 && Number(version[1]) >= 19);

if (supported) {
  void import('../scripts/start.mjs').then(function (start) {
    return start.start();
  });
} else {
  console.error(
    'atms: needs Node.js 20.19 or newer, this is ' +
      process.version +
      ' (' +
      process.execPath +
      '). Install a newer Node.js and start again.',
  );
  process.exitCode = 78;
}

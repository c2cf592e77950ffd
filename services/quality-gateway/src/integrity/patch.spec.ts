import { expect, it } from 'vitest';
import { parsePatch } from './patch.ts';

it('a patch is read with its files, its lines and where they stand, whatever the lines look like', () => {
  const patch = `diff --git a/src/a b.js b/src/a b.js
index 111..222 100644
--- a/src/a b.js
+++ b/src/a b.js
@@ -3,3 +3,3 @@ function
 kept
--- a/looks/like/a/header
+diff --git a/x b/x
 kept
\\ No newline at end of file
diff --git "a/test/\\303\\274.js" "b/test/\\303\\274.js"
deleted file mode 100644
index 111..000
--- "a/test/\\303\\274.js"
+++ /dev/null
@@ -1 +0,0 @@
-gone
diff --git a/test/old.js b/attic/new.js
similarity index 100%
rename from test/old.js
rename to attic/new.js
diff --git a/logo.png b/logo.png
new file mode 100644
index 000..111
Binary files /dev/null and b/logo.png differ
`;
  const none = { added: [], removed: [], isBinary: false };
  expect(parsePatch(patch)).toEqual([
    {
      path: 'src/a b.js',
      status: 'modified',
      added: [{ line: 4, text: 'diff --git a/x b/x' }],
      removed: ['-- a/looks/like/a/header'],
      isBinary: false,
    },
    { ...none, path: 'test/ü.js', status: 'deleted', removed: ['gone'] },
    { ...none, path: 'attic/new.js', from: 'test/old.js', status: 'renamed' },
    { ...none, path: 'logo.png', status: 'added', isBinary: true },
  ]);
});

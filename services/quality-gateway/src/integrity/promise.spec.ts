import { taskSpec } from '@atms/testkit';
import { expect, it } from 'vitest';
import { asksForRemoval, promiseOf } from './promise.ts';

it('behaviour is promised by the category, else by acceptance criteria, unless only tests or documents are written', () => {
  const acceptance = ['It works'];
  expect(promiseOf(taskSpec({ category: 'Bug Fix' }))).toBe('behaviour');
  expect(promiseOf(taskSpec({ acceptance }))).toBe('behaviour');
  expect(promiseOf(taskSpec({ acceptance, category: 'backend' }))).toBe('behaviour');
  expect(promiseOf(taskSpec({ acceptance, category: 'refactoring' }))).toBe('none');
  expect(promiseOf(taskSpec({ acceptance, paths: ['test/unit/**', 'docs/'] }))).toBe('none');
  expect(promiseOf(taskSpec({ acceptance, paths: ['src/**', 'test/**'] }))).toBe('behaviour');
  expect(promiseOf(taskSpec({ run: 'make' }))).toBe('unsaid');
});

it('tests may go where the category is a removal, and for no words', () => {
  for (const category of ['removal', 'Remove', 'deletion', 'delete']) {
    expect(asksForRemoval(taskSpec({ category }))).toBe(true);
    expect(promiseOf(taskSpec({ category, acceptance: ['It is gone'] }))).toBe('none');
  }
  for (const name of ['Add a dropdown', 'Remove the greeting', 'DELETE /users/{id}']) {
    expect(asksForRemoval(taskSpec({ name, description: 'strip blanks' }))).toBe(false);
  }
});

import { describe, expect, it } from 'vitest';
import { rulesOf } from './fixtures/judged.ts';

const judgedMakefile = (before: string, after: string) =>
  rulesOf({ Makefile: { before, after } }, {}, 'make test');

const program = (sources: string, more = '') =>
  `SRCS = ${sources}\n${more}OBJS = $(SRCS:.c=.o)\ntest: run\n\t./run\nrun: $(OBJS)\n\tcc -o run $(OBJS)\n`;

describe('a list of files in a Makefile', () => {
  it.each([
    ['a further word', program('a.c'), program('a.c src/b.c')],
    ['a further line', program('a.c'), program('a.c', 'SRCS += b.c\n')],
    ['tests', 'T = a.t\ntest:\n\tprove $(T)', 'T = a.t b.t\ntest:\n\tprove $(T)'],
    ['what it needs', 'S = a.c\ntest: $(S)\n\tx', 'S = a.c b.c\ntest: $(S)\n\tx'],
  ])('may grow by %s', (_, before, after) => {
    expect(judgedMakefile(before, after)).toEqual([]);
  });

  it.each([
    ['loses a file', program('a.c b.c'), program('a.c')],
    ['has another in its place', program('a.c b.c'), program('a.c c.c')],
    ['gains what is no file', program('a.c'), program('a.c -DQUICK')],
    ['is set anew', program('a.c'), program('a.c', 'SRCS = b.c\n')],
    ['is the program', 'RUN = ./run.sh\ntest:\n\t$(RUN)', 'RUN = ./run.sh one.t\ntest:\n\t$(RUN)'],
    [
      'is what a program runs',
      'R = run.py\ntest:\n\tpython $(R)',
      'R = run.py one.t\ntest:\n\tpython $(R)',
    ],
    ['is a tool', 'RUN = pytest\ntest:\n\t$(RUN)', 'RUN = pytest a.py\ntest:\n\t$(RUN)'],
    ['names arguments', 'ARGS =\ntest:\n\tpytest $(ARGS)', 'ARGS = a.py\ntest:\n\tpytest $(ARGS)'],
    [
      'says what is left out',
      'SKIPPED = a.t\ntest:\n\tx $(SKIPPED)',
      'SKIPPED = a.t b.t\ntest:\n\tx $(SKIPPED)',
    ],
    [
      'is taken away from others',
      'A = a.t\ntest:\n\tx $(filter-out $(A),$(T))',
      'A = a.t b.t\ntest:\n\tx $(filter-out $(A),$(T))',
    ],
  ])('judges where it %s', (_, before, after) => {
    expect(judgedMakefile(before, after)).toEqual(['edited-gate']);
    expect(rulesOf({ Makefile: { before, after } }, { paths: ['Makefile'] }, 'make test')).toEqual([
      'edited-gate',
    ]);
  });
});

describe('a rule for a pattern in a Makefile', () => {
  const pages = '%.html: %.md\n\tpandoc $< -o $@\n';
  const objects = '%.o: %.c\n\tcc -c $<\n';

  it('is let be where the target needs nothing like it', () => {
    expect(judgedMakefile(program('a.c'), program('a.c') + pages)).toEqual([]);
  });

  it.each([
    ['an ending that is needed', program('a.c'), objects],
    ['what such a rule needs', `${program('a.c')}${objects}`, '%.c: %.y\n\techo >$@\n'],
    ['any name', program('a.c'), '%:\n\ttrue\n'],
    ['names that only make can tell', 'test: $(shell ls)\n\tx\n', pages],
  ])('judges where it is for %s', (_, before, rule) => {
    expect(judgedMakefile(before, before + rule)).toEqual(['edited-gate']);
  });
});

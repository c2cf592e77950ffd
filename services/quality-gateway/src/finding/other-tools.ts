import type { CommandGate } from '../ports.ts';
import { firstOf, type Project } from './project.ts';
import type { Tool } from './tool.ts';

const goModule = (project: Project) => (project.files.has('go.mod') ? 'go.mod' : undefined);
const cargoManifest = (project: Project) =>
  project.files.has('Cargo.toml') ? 'Cargo.toml' : undefined;

const go = { probe: 'command -v go', install: 'install Go from https://go.dev/dl' };
const rust = 'install Rust from https://rustup.rs';

export const goTools: readonly Tool[] = [
  { gate: 'go-test', kind: 'test', command: 'go test ./...', ...go, reader: 'text', why: goModule },
  { gate: 'go-vet', kind: 'lint', command: 'go vet ./...', ...go, reader: 'text', why: goModule },
];

export const rustTools: readonly Tool[] = [
  {
    gate: 'cargo-test',
    kind: 'test',
    command: 'cargo test --color never',
    probe: 'command -v cargo',
    install: rust,
    reader: 'text',
    why: cargoManifest,
  },
  {
    gate: 'cargo-clippy',
    kind: 'lint',
    command: 'cargo clippy --color never --all-targets -- -D warnings',
    probe: 'cargo clippy --version',
    install: "install clippy with 'rustup component add clippy'",
    reader: 'text',
    why: (project) =>
      firstOf(project, ['clippy.toml', '.clippy.toml']) ??
      (/^\[(?:workspace\.)?lints\.clippy\]/m.test(project.text('Cargo.toml') ?? '')
        ? 'Cargo.toml [lints.clippy]'
        : undefined),
  },
  {
    gate: 'cargo-fmt',
    kind: 'format',
    command: 'cargo fmt --check',
    probe: 'cargo fmt --version',
    install: "install rustfmt with 'rustup component add rustfmt'",
    reader: 'text',
    why: (project) => firstOf(project, ['rustfmt.toml', '.rustfmt.toml']),
  },
];

const makefiles = ['GNUmakefile', 'makefile', 'Makefile'];
const targets = [
  ['test', 'test'],
  ['check', 'test'],
  ['lint', 'lint'],
] as const;

/** Targets of a Makefile for what nothing more special covers: mostly they call the same tools again. */
export function makeGates(project: Project, found: readonly CommandGate[]): readonly CommandGate[] {
  const file = firstOf(project, makefiles);
  const text = file === undefined ? '' : (project.text(file) ?? '');
  const isCovered = new Set(
    found.filter(({ missing }) => missing === undefined).map(({ kind }) => kind),
  );
  return targets.flatMap(([target, kind]) => {
    if (isCovered.has(kind) || !new RegExp(`^${target}\\s*::?(?!=)`, 'm').test(text)) return [];
    isCovered.add(kind);
    return [makeGate(target, kind, `${file ?? 'Makefile'} target ${target}`)];
  });
}

function makeGate(target: string, kind: 'test' | 'lint', why: string): CommandGate {
  const install = "make is not installed; install your system's package make";
  const needs = { probe: 'command -v make', install, ifMissing: 'skipped' } as const;
  return { gate: `make-${target}`, command: `make ${target}`, kind, why, needs };
}

/** Layered graph layout by dagre. Its own declarations do not resolve, so what is used of it is declared here. */
import * as imported from '@dagrejs/dagre';

export interface Point {
  readonly x: number;
  readonly y: number;
}

interface EdgeKey {
  readonly v: string;
  readonly w: string;
}

export interface LayoutGraph {
  setGraph(label: object): void;
  setDefaultEdgeLabel(label: () => object): void;
  setNode(name: string, size: { readonly width: number; readonly height: number }): void;
  setEdge(from: string, to: string): void;
  /** Of the whole picture, once it is laid out. */
  graph(): { readonly width?: number; readonly height?: number };
  edges(): readonly EdgeKey[];
  edge(edge: EdgeKey): { readonly points?: readonly Point[] };
  /** The middle of a node. */
  node(name: string): Point;
}

interface LayoutLibrary {
  readonly Graph: new () => LayoutGraph;
  readonly layout: (graph: LayoutGraph) => void;
}

const library: unknown = imported;

function dagre(): LayoutLibrary {
  if (isLayoutLibrary(library)) return library;
  throw new Error('This version of @dagrejs/dagre has no Graph and no layout');
}

function isLayoutLibrary(module: unknown): module is LayoutLibrary {
  return typeof module === 'object' && module !== null && 'Graph' in module && 'layout' in module;
}

export interface LayoutStyle {
  readonly rankdir: 'LR' | 'TB';
  readonly nodesep: number;
  readonly ranksep: number;
  readonly margin: number;
}

export function createLayoutGraph({ margin, ...style }: LayoutStyle): LayoutGraph {
  const { Graph } = dagre();
  const graph = new Graph();
  graph.setGraph({ ...style, marginx: margin, marginy: margin });
  graph.setDefaultEdgeLabel(() => ({}));
  return graph;
}

/** Gives every node and edge its place. */
export function layOut(graph: LayoutGraph): void {
  dagre().layout(graph);
}

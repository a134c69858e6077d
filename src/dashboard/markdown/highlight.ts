import type { ElementContent } from 'hast';
import bash from 'highlight.js/lib/languages/bash';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import go from 'highlight.js/lib/languages/go';
import graphql from 'highlight.js/lib/languages/graphql';
import http from 'highlight.js/lib/languages/http';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import markdown from 'highlight.js/lib/languages/markdown';
import python from 'highlight.js/lib/languages/python';
import rust from 'highlight.js/lib/languages/rust';
import shell from 'highlight.js/lib/languages/shell';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { createLowlight } from 'lowlight';

const lowlight = createLowlight({
  bash,
  css,
  diff,
  dockerfile,
  go,
  graphql,
  http,
  ini,
  java,
  javascript,
  json,
  markdown,
  python,
  rust,
  shell,
  sql,
  typescript,
  xml,
  yaml,
});

/** A run of code in one colour. */
export interface CodeRun {
  readonly text: string;
  /** The classes of what it is, such as `hljs-keyword`; `undefined` for the rest. */
  readonly className: string | undefined;
}

/** Cuts code into runs of one colour; a language that is not known gives one run. */
export function highlight(code: string, language: string): CodeRun[] {
  if (!lowlight.registered(language)) return [{ text: code, className: undefined }];
  const runs: CodeRun[] = [];
  // Templates in templates nest as deep as the code does, so this keeps its own stack and makes no tree.
  const ahead: { readonly node: ElementContent; readonly className: string | undefined }[] = [];
  const push = (nodes: readonly unknown[], className: string | undefined): void => {
    for (const node of nodes.toReversed()) ahead.push({ node: node as ElementContent, className });
  };
  push(lowlight.highlight(language, code).children, undefined);
  for (let next = ahead.pop(); next; next = ahead.pop()) {
    const { node, className } = next;
    if (node.type === 'text') runs.push({ text: node.value, className });
    else if (node.type === 'element') push(node.children, classesOf(node.properties['className']));
  }
  return runs;
}

function classesOf(value: unknown): string | undefined {
  return Array.isArray(value) ? value.join(' ') : undefined;
}

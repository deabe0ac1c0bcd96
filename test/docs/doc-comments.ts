import { readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { type PublicPackage, publicPackages, root } from '../packaging/workspace.js';

/** A name that a package exports, with its documentation. */
export interface PublicExport {
  readonly name: string;
  /** Where it is declared, `packages/.../file.ts:12`. */
  readonly place: string;
  /** Whether it is called or constructed: then an example belongs to it. */
  readonly callable: boolean;
  readonly documented: boolean;
  readonly examples: number;
}

/** A piece of code that documentation shows. */
export interface Example {
  /** `packages/.../file.ts:12`. */
  readonly place: string;
  /** The package in whose documentation it stands; `undefined` in the README of all. */
  readonly packageName: string | undefined;
  readonly code: string;
  /** What the file around it exports; nothing where that is a README. */
  readonly fileNames: ReadonlySet<string>;
}

const options: ts.CompilerOptions = {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
  types: ['node'],
  skipLibCheck: true,
};

/** The sources of a package's entries, a file for each entry, those behind a `*` too. */
function entrySources({ folder, name }: PublicPackage): { specifier: string; file: string }[] {
  const { exports } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as {
    exports: Record<string, { types?: string }>;
  };
  return Object.entries(exports).flatMap(([entry, { types }]) => {
    if (!types) return [];
    const specifier = name + entry.slice(1);
    const file = `${folder}/${types.replace('./dist', 'src').replace('.d.ts', '.ts')}`;
    if (!file.includes('*')) return [{ specifier, file }];
    const [before = ''] = file.split('*');
    return readdirSync(before).map(one => ({ specifier: specifier.replace('*', one.replace('.ts', '')), file: before + one }));
  });
}

/** Everything that the published packages export, by the specifier of the entry. */
export function publicExports(): Map<string, PublicExport[]> {
  const entries = publicPackages().flatMap(entrySources);
  const program = ts.createProgram(
    entries.map(({ file }) => file),
    options,
  );
  const checker = program.getTypeChecker();
  return new Map(
    entries.map(({ specifier, file }) => {
      const source = program.getSourceFile(file);
      const module = source && checker.getSymbolAtLocation(source);
      const found = module ? checker.getExportsOfModule(module) : [];
      return [specifier, found.map(symbol => describeExport(symbol, checker))];
    }),
  );
}

function describeExport(exported: ts.Symbol, checker: ts.TypeChecker): PublicExport {
  const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
  const [declaration] = symbol.declarations ?? [];
  const callable =
    declaration !== undefined &&
    (ts.isFunctionDeclaration(declaration) ||
      ts.isClassDeclaration(declaration) ||
      (ts.isVariableDeclaration(declaration) && checker.getTypeAtLocation(declaration).getCallSignatures().length > 0));
  return {
    name: exported.name,
    place: declaration ? placeOf(declaration) : '?',
    callable,
    documented: symbol.getDocumentationComment(checker).length > 0,
    examples: symbol.getJsDocTags(checker).filter(({ name }) => name === 'example').length,
  };
}

function placeOf(node: ts.Node): string {
  const source = node.getSourceFile();
  const { line } = source.getLineAndCharacterOfPosition(node.getStart());
  return `${source.fileName.replace(root, '')}:${line + 1}`;
}

/** The code of every `@example` in the sources, of methods too, and of every `ts` or `js` block in a README. */
export function allExamples(): Example[] {
  return [
    ...blocksOf(`${root}README.md`, undefined),
    ...publicPackages().flatMap(({ name, folder }) => [
      ...blocksOf(`${folder}/README.md`, name),
      ...readdirSync(`${folder}/src`, { recursive: true, encoding: 'utf8' })
        .filter(path => path.endsWith('.ts'))
        .flatMap(path => examplesOf(`${folder}/src/${path}`, name)),
    ]),
  ];
}

function blocksOf(file: string, packageName: string | undefined): Example[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^```(?:ts|js|typescript|javascript)\n([\s\S]*?)^```/gm)].map(({ index, 1: code = '' }) => ({
    place: `${file.replace(root, '')}:${text.slice(0, index).split('\n').length}`,
    packageName,
    code,
    fileNames: new Set(),
  }));
}

function examplesOf(file: string, packageName: string): Example[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const fileNames = new Set(source.statements.flatMap(exportedName));
  const found: Example[] = [];
  const visit = (node: ts.Node): void => {
    for (const tag of ts.getJSDocTags(node)) {
      if (tag.tagName.text !== 'example' || tag.parent.parent !== node) continue;
      const text = ts.getTextOfJSDocComment(tag.comment) ?? '';
      const code = /```ts\n([\s\S]*?)```/.exec(text)?.[1];
      found.push({ place: placeOf(tag), packageName, code: code ?? text, fileNames });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function exportedName(statement: ts.Statement): string[] {
  const isExported =
    ts.canHaveModifiers(statement) && ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  if (!isExported) return [];
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return statement.name ? [statement.name.text] : [];
  if (!ts.isVariableStatement(statement)) return [];
  return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
}

import ts from 'typescript';
import type { Example } from './doc-comments.js';

/** The entries that export each name, the package's main entry first. */
export type Exporters = ReadonlyMap<string, readonly string[]>;

/**
 * An example as a module that can be compiled and run: names that it uses and does not declare come from the world of the reader
 * (`given`), from its own package, from its own file where that is no public one, or from another package.
 */
export function exampleModule(example: Example, exporters: Exporters, givenNames: ReadonlySet<string>, given: string): string {
  const { code, packageName, place, fileNames } = example;
  const source = ts.createSourceFile('example.ts', code, ts.ScriptTarget.Latest, true);
  const { used, declared } = namesOf(source);
  const entryOf = (name: string): string | undefined => {
    if (givenNames.has(name)) return given;
    const entries = exporters.get(name) ?? [];
    const own = entries.find(one => one === packageName || one.startsWith(`${packageName}/`));
    return own ?? (fileNames.has(name) ? `../../${place.replace(/\.ts:.*/, '.js')}` : entries[0]);
  };
  const imports = [...used]
    .filter(name => !declared.has(name))
    .flatMap(name => {
      const entry = entryOf(name);
      return entry ? [`import { ${name} } from '${entry}';`] : [];
    });
  return `${imports.join('\n')}\n${code}\nexport {};\n`;
}

function namesOf(source: ts.SourceFile): { used: Set<string>; declared: Set<string> } {
  const used = new Set<string>();
  const declared = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      if (isDeclaration(node)) declared.add(node.text);
      else if (!isMemberName(node)) used.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { used, declared };
}

function isDeclaration(name: ts.Identifier): boolean {
  const { parent } = name;
  return (
    ((ts.isVariableDeclaration(parent) ||
      ts.isFunctionDeclaration(parent) ||
      ts.isParameter(parent) ||
      ts.isBindingElement(parent)) &&
      parent.name === name) ||
    ((ts.isImportSpecifier(parent) || ts.isNamespaceImport(parent) || ts.isImportClause(parent)) && parent.name === name)
  );
}

function isMemberName(name: ts.Identifier): boolean {
  const { parent } = name;
  return (
    (ts.isPropertyAccessExpression(parent) && parent.name === name) ||
    (ts.isPropertyAssignment(parent) && parent.name === name) ||
    (ts.isPropertySignature(parent) && parent.name === name) ||
    (ts.isMethodDeclaration(parent) && parent.name === name) ||
    (ts.isImportSpecifier(parent) && parent.propertyName === name) ||
    (ts.isBindingElement(parent) && parent.propertyName === name)
  );
}

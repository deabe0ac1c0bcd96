import ts from 'typescript';

/** One import of a module, of whatever form: `import`, `import type`, `export ... from`, `import()` and `import('x').T`. */
export interface Import {
  readonly specifier: string;
  /** The imported names; empty for `import * as`, `export *` and dynamic imports. */
  readonly names: readonly string[];
  /** Whether the other module's whole namespace is reached. */
  readonly everything: boolean;
  readonly line: number;
}

/** All imports of a TypeScript source, in its order. */
export function importsOf(path: string, text: string): Import[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, names: readonly string[], everything: boolean) => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return;
    const line = source.getLineAndCharacterOfPosition(specifier.getStart()).line + 1;
    found.push({ specifier: specifier.text, names, everything, line });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      const bindings = node.importClause?.namedBindings;
      add(node.moduleSpecifier, names(bindings), bindings !== undefined && ts.isNamespaceImport(bindings));
    } else if (ts.isExportDeclaration(node)) {
      add(node.moduleSpecifier, names(node.exportClause), !node.exportClause || ts.isNamespaceExport(node.exportClause));
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], [], true);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      add(node.argument.literal, node.qualifier ? [node.qualifier.getText()] : [], !node.qualifier);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function names(clause: ts.NamedImportBindings | ts.NamedExportBindings | undefined): string[] {
  if (!clause || !('elements' in clause)) return [];
  return clause.elements.map(element => (element.propertyName ?? element.name).text);
}

// Reads one TypeScript file into the few facts that the architecture rules are about. It judges nothing.
import ts from 'typescript'

export interface ImportFact {
  /** As written: './plan', '@shared/time', 'electron', 'node:fs'. */
  from: string
  /** Imported names; '*' for a namespace, 'default' for a default import. */
  names: string[]
  /** Whether only types come in, which leaves nothing in the built code. */
  isTypeOnly: boolean
}

export interface SourceFacts {
  /** Relative to the folder that was scanned, with forward slashes. */
  path: string
  lines: number
  imports: ImportFact[]
  opensWithComment: boolean
  /** Other findings, each in words: 'default export', 'enum', 'top-level let', 'eval'. */
  traits: string[]
}

/** @param path of the file, as rules will see it; text its content. */
export function scan(path: string, text: string): SourceFacts {
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, false, kind)
  const facts: SourceFacts = {
    path,
    lines: text.replace(/\n$/, '').split('\n').length,
    imports: [],
    opensWithComment: /^(?:#!.*\n)?\s*\/[/*]/.test(text),
    traits: [],
  }
  for (const statement of source.statements) topLevel(statement, facts)
  const visit = (node: ts.Node): void => {
    anywhere(node, facts)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return facts
}

function topLevel(statement: ts.Statement, facts: SourceFacts): void {
  if (ts.isExportAssignment(statement)) facts.traits.push('default export')
  if (ts.isExpressionStatement(statement) && !ts.isStringLiteral(statement.expression)) {
    facts.traits.push('something happens at import')
  }
  if (ts.isVariableStatement(statement) && (statement.declarationList.flags & ts.NodeFlags.Const) === 0) {
    facts.traits.push('module-level mutable state')
  }
  const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : []
  if (modifiers.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword)) facts.traits.push('default export')
}

function anywhere(node: ts.Node, facts: SourceFacts): void {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    facts.imports.push(importFact(node.moduleSpecifier.text, node.importClause))
  } else if (
    ts.isExportDeclaration(node) &&
    node.moduleSpecifier !== undefined &&
    ts.isStringLiteral(node.moduleSpecifier)
  ) {
    facts.imports.push({ from: node.moduleSpecifier.text, names: ['*'], isTypeOnly: node.isTypeOnly })
    facts.traits.push('re-export')
  } else if (
    ts.isImportTypeNode(node) &&
    ts.isLiteralTypeNode(node.argument) &&
    ts.isStringLiteral(node.argument.literal)
  ) {
    facts.imports.push({ from: node.argument.literal.text, names: ['*'], isTypeOnly: true })
  } else if (ts.isCallExpression(node)) {
    call(node, facts)
  } else if (ts.isNewExpression(node) && ts.isIdentifier(node.expression)) {
    if (node.expression.text === 'Function') facts.traits.push('new Function')
    if (node.expression.text === 'BrowserWindow') facts.traits.push('new BrowserWindow')
  } else if (ts.isEnumDeclaration(node)) {
    facts.traits.push('enum')
  } else if (
    ts.isIdentifier(node) &&
    /^(?:innerHTML|outerHTML|insertAdjacentHTML|dangerouslySetInnerHTML)$/.test(node.text)
  ) {
    facts.traits.push(node.text)
  }
}

function call(node: ts.CallExpression, facts: SourceFacts): void {
  const argument = node.arguments[0]
  const loads =
    node.expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(node.expression) && node.expression.text === 'require')
  if (loads && argument !== undefined && ts.isStringLiteral(argument)) {
    facts.imports.push({ from: argument.text, names: ['*'], isTypeOnly: false })
  }
  if (ts.isIdentifier(node.expression) && node.expression.text === 'eval') facts.traits.push('eval')
}

function importFact(from: string, clause: ts.ImportClause | undefined): ImportFact {
  if (clause === undefined) return { from, names: [], isTypeOnly: false }
  const names = clause.name === undefined ? [] : ['default']
  const bindings = clause.namedBindings
  let areTypes = names.length === 0
  if (bindings !== undefined && ts.isNamespaceImport(bindings)) {
    names.push('*')
    areTypes = false
  } else if (bindings !== undefined) {
    for (const element of bindings.elements) {
      names.push((element.propertyName ?? element.name).text)
      if (!element.isTypeOnly) areTypes = false
    }
  }
  return { from, names, isTypeOnly: clause.phaseModifier === ts.SyntaxKind.TypeKeyword || areTypes }
}

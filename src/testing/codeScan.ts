// Finds the codes of refusals and errors that a source file can hand out, by how this project writes them: `code: 'x'`, an argument for a
// parameter named `code`, a variable or type named …Code or …Codes. What must be said about each is codes.test.ts's.
import ts from 'typescript'

export interface FoundCode {
  /** As written; a template such as `file_${x}` is its fixed beginning followed by '*'. */
  code: string
  /** `refusal`: the first argument of refused(); `error`: everything else. */
  as: 'refusal' | 'error'
  /** Path and line, for the finding. */
  at: string
}

/** By the name of a function, method or class: which of its parameters is `code`. */
type CodePlaces = ReadonlyMap<string, number>

/** Words of this project only: Node's, SQLite's and undici's codes are in capitals. */
const CODE = /^[a-z][a-z0-9]*(?:_[a-z0-9]+)*(?:_\*)?$/
const NAME_OF_CODES = /^(?:code|codes|\w+Codes?)$/

/** @param files path (for the findings) and text of each. */
export function scanCodes(files: readonly { path: string; text: string }[]): FoundCode[] {
  const sources = files.map(({ path, text }) => ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true))
  const exported = new Map(sources.flatMap((source) => [...codePlaces(source, true)]))
  return sources.flatMap((source) => {
    const places = new Map([...exported, ...codePlaces(source, false)])
    const found: FoundCode[] = []
    const visit = (node: ts.Node): void => {
      for (const { code, as } of codesOf(node, places)) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart())
        if (CODE.test(code)) found.push({ code, as, at: `${source.fileName}:${line + 1}` })
      }
      ts.forEachChild(node, visit)
    }
    visit(source)
    return found
  })
}

/** A function of this file hides an imported one of the same name, so those without a `code` are kept as -1. */
function codePlaces(source: ts.SourceFile, exportedOnly: boolean): CodePlaces {
  const places = new Map<string, number>()
  const put = (name: string | undefined, of: ts.SignatureDeclaration): void => {
    const place = of.parameters.findIndex((parameter) => parameter.name.getText() === 'code')
    if (name !== undefined && (place >= 0 || !exportedOnly)) places.set(name, place)
  }
  const visit = (node: ts.Node): void => {
    const isWanted = !exportedOnly || isExported(node)
    if (ts.isFunctionDeclaration(node) && isWanted) put(node.name?.text, node)
    if (ts.isMethodDeclaration(node) && !exportedOnly) put(node.name.getText(), node)
    if (ts.isConstructorDeclaration(node) && (!exportedOnly || isExported(node.parent)))
      put(node.parent.name?.text, node)
    if (ts.isVariableDeclaration(node) && node.initializer && ts.isArrowFunction(node.initializer) && !exportedOnly) {
      put(node.name.getText(), node.initializer)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  return places
}

function isExported(node: ts.Node): boolean {
  const modifiers = ts.canHaveModifiers(node) ? ts.getModifiers(node) : undefined
  return modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false
}

function codesOf(node: ts.Node, places: CodePlaces): Pick<FoundCode, 'code' | 'as'>[] {
  if (ts.isCallExpression(node) || ts.isNewExpression(node)) {
    const name = calleeName(node.expression)
    const argument = node.arguments?.[places.get(name) ?? -1]
    return argument === undefined ? [] : as(name === 'refused' ? 'refusal' : 'error', values(argument))
  }
  if (ts.isPropertyAssignment(node) && node.name.getText() === 'code') return as('error', values(node.initializer))
  if (ts.isVariableDeclaration(node) && NAME_OF_CODES.test(node.name.getText()) && node.initializer) {
    return as('error', values(node.initializer))
  }
  if (ts.isTypeAliasDeclaration(node) && NAME_OF_CODES.test(node.name.text)) return as('error', literals(node.type))
  const isNamedCode =
    (ts.isPropertySignature(node) || ts.isPropertyDeclaration(node) || ts.isParameter(node)) &&
    node.name.getText() === 'code'
  return isNamedCode && node.type ? as('error', literals(node.type)) : []
}

function as(kind: FoundCode['as'], codes: readonly string[]): Pick<FoundCode, 'code' | 'as'>[] {
  return codes.map((code) => ({ code, as: kind }))
}

function calleeName(callee: ts.Expression): string {
  if (ts.isIdentifier(callee)) return callee.text
  return ts.isPropertyAccessExpression(callee) ? callee.name.text : ''
}

/** The strings an expression can come to, as far as they stand in it. */
function values(expression: ts.Expression): string[] {
  if (ts.isStringLiteralLike(expression)) return [expression.text]
  if (ts.isTemplateExpression(expression)) return expression.head.text === '' ? [] : [`${expression.head.text}*`]
  if (ts.isConditionalExpression(expression)) return [...values(expression.whenTrue), ...values(expression.whenFalse)]
  if (ts.isBinaryExpression(expression)) return [...values(expression.left), ...values(expression.right)]
  if (ts.isArrayLiteralExpression(expression)) return expression.elements.flatMap(values)
  if (ts.isParenthesizedExpression(expression) || ts.isAsExpression(expression) || ts.isSatisfiesExpression(expression))
    return values(expression.expression)
  return []
}

function literals(type: ts.TypeNode): string[] {
  if (ts.isUnionTypeNode(type)) return type.types.flatMap(literals)
  return ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal) ? [type.literal.text] : []
}

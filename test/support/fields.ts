/** The fields of interfaces, as the sources declare them: for documents that list them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import ts from 'typescript'

export interface Field {
  readonly name: string
  readonly isOptional: boolean
}

/** Of an interface or of the union that a type stands for, each name once. Throws where the file has no such type. */
export function fieldsOf(root: string, path: string, type: string): readonly Field[] {
  const text = readFileSync(join(root, path), 'utf8')
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
  const declared = source.statements.find(
    statement =>
      (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) &&
      statement.name.text === type,
  )
  if (!declared) throw new Error(`${path} has no ${type}`)
  const fields = membersOf(declared).map(({ name, questionToken }) => ({
    name: name.getText(source),
    isOptional: questionToken !== undefined,
  }))
  return fields.filter(({ name }, index) => fields.findIndex(other => other.name === name) === index)
}

function membersOf(declared: ts.Node): readonly ts.PropertySignature[] {
  if (ts.isInterfaceDeclaration(declared)) return declared.members.filter(ts.isPropertySignature)
  if (ts.isTypeLiteralNode(declared)) return declared.members.filter(ts.isPropertySignature)
  if (ts.isTypeAliasDeclaration(declared)) return membersOf(declared.type)
  return ts.isUnionTypeNode(declared) ? declared.types.flatMap(membersOf) : []
}

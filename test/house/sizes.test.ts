import { expect } from 'chai'
import {
  abbreviatedNames,
  anyTypes,
  consoleUses,
  defaultExports,
  longestFile,
  longestFunction,
  longFiles,
  longFunctions,
  missingTwins,
  sleepingTests,
  starExports,
  unfinishedMarks,
} from '../support/habits.ts'
import { readSources, type Sources } from '../support/sources.ts'
import { makeTree } from '../support/tree.ts'

const root = process.cwd()
/** Runs a check on one file with the given text. */
function judge(checker: (sources: Sources) => string[], text: string, path = 'src/core/x.ts'): string[] {
  const tree = makeTree({ [path]: text })
  try {
    return checker(readSources(tree.root, ['src', 'plugins', 'test']))
  } finally {
    tree.remove()
  }
}

describe('the sizes and habits of this project', () => {
  const product = readSources(root, ['src', 'plugins'])
  const sources = readSources(root, ['src'])
  const tests = readSources(root, ['test'])

  it('keeps files short', () => expect(longFiles(product)).to.deep.equal([]))
  it('keeps functions short', () => expect(longFunctions(product)).to.deep.equal([]))
  it('has a twin test for every file that does something', () => {
    expect(missingTwins(product, tests)).to.deep.equal([])
  })
  it('has no `any`', () => expect([...anyTypes(product), ...anyTypes(tests)]).to.deep.equal([]))
  it('has no default export in src/', () => expect(defaultExports(sources)).to.deep.equal([]))
  it('lists what it exports', () => expect(starExports(product)).to.deep.equal([]))
  it('prints in commands and plugins only', () => expect(consoleUses(product)).to.deep.equal([]))
  it('writes names out', () => expect(abbreviatedNames(product)).to.deep.equal([]))
  it('runs every test', () => expect(sleepingTests(tests)).to.deep.equal([]))
  it('leaves nothing for later', () => expect(unfinishedMarks(product)).to.deep.equal([]))
})

describe('the check of sizes', () => {
  const lines = (count: number): string => 'export const x = 1\n'.repeat(count)
  const body = (count: number): string => `const f = () => {\n${'  g()\n'.repeat(count - 2)}}\n`

  it('counts the lines of a file', () => {
    expect(judge(longFiles, lines(longestFile))).to.deep.equal([])
    expect(judge(longFiles, lines(longestFile + 1))).to.have.length(1)
  })
  it('counts the lines of functions, methods and callbacks', () => {
    expect(judge(longFunctions, body(longestFunction))).to.deep.equal([])
    expect(judge(longFunctions, body(longestFunction + 1))).to.have.length(1)
    expect(judge(longFunctions, `class C { m() {${'\n'.repeat(60)}} }\n`)).to.have.length(1)
    expect(judge(longFunctions, `list.map(function () {${'\n'.repeat(60)}})\n`)).to.have.length(1)
  })
  it('accepts a reason on the line above, and none without words', () => {
    const long = body(longestFunction + 1)
    expect(judge(longFunctions, `// long because the table is one thing\n${long}`)).to.deep.equal([])
    expect(judge(longFunctions, `// long because\n${long}`)).to.have.length(1)
    expect(judge(longFiles, `// long because it is data\n${lines(longestFile)}`)).to.deep.equal([])
    expect(judge(longFiles, `${lines(longestFile)}// long because it is data\n`)).to.have.length(1)
  })
})

describe('the checks of habits', () => {
  it('find `any` wherever a type can stand', () => {
    expect(judge(anyTypes, 'const x = y as any\nlet z: any[]\n')).to.have.length(2)
    expect(judge(anyTypes, "const any = 'any'\n")).to.deep.equal([])
  })
  it('find default exports in each of their forms', () => {
    for (const text of [
      'export default 1\n',
      'export default function f() {}\n',
      'const x = 1\nexport { x as default }\n',
    ]) {
      expect(judge(defaultExports, text), text).to.have.length(1)
    }
    expect(judge(defaultExports, 'switch (x) { default: f() }\n')).to.deep.equal([])
  })
  it('find unlisted exports', () => {
    expect(judge(starExports, "export * from './y.ts'\nexport { z } from './z.ts'\n")).to.have.length(1)
  })
  it('find printing below the commands', () => {
    expect(judge(consoleUses, 'console.log(1)\n')).to.have.length(1)
    expect(judge(consoleUses, 'console.log(1)\n', 'src/commands/serve.ts')).to.deep.equal([])
  })
  it('find abbreviated names', () => {
    expect(judge(abbreviatedNames, 'const f = (req: Request) => req\n')).to.have.length(1)
    expect(judge(abbreviatedNames, 'const { opts } = given\n')).to.have.length(1)
  })
  it('find tests that do not run and marks of unfinished work', () => {
    // In two parts, so that these lines are not themselves found.
    expect(judge(sleepingTests, `it.${'skip'}('works', () => {})\n`, 'test/x.test.ts')).to.have.length(1)
    expect(judge(sleepingTests, `describe.${'only'}('works', () => {})\n`, 'test/x.test.ts')).to.have.length(
      1,
    )
    expect(judge(unfinishedMarks, `// ${'TO'}${'DO'} later\n`)).to.have.length(1)
  })
  it('find a source without its twin test, types and data excepted', () => {
    const twins = (text: string): string[] => judge(sources => missingTwins(sources, new Map()), text)
    for (const text of [
      'export const x = () => 1\n',
      'export class X {}\n',
      'export const x = new Map()\n',
    ]) {
      expect(twins(text), text).to.deep.equal(['test/core/x.test.ts is missing'])
    }
    for (const text of [
      "import type { Y } from './y.ts'\nexport interface X { y(): Y }\n",
      "export { y } from './y.ts'\n",
      'export const x = { y: 1 } as const\n',
    ]) {
      expect(twins(text), text).to.deep.equal([])
    }
  })
})

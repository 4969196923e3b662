import { readFileSync, writeFileSync } from 'node:fs'
import { expect } from 'chai'
import { makeableProviders } from '../../src/config/backends.ts'
import { variables } from '../../src/config/variables.ts'
import { variablesHelp, variablesTable } from '../../src/config/variables-text.ts'

const page = 'docs/configuration.md'
const block = /(<!-- variables:.*?-->\n).*?(<!-- end of variables -->)/s

describe('the variables in words', () => {
  it('are a line of help each, with their default where they have one', () => {
    const [title, ...lines] = variablesHelp().split('\n')
    expect(title).to.equal('Environment variables:')
    expect(lines.filter(line => /^ {2}[A-Z_]+ {2}/.test(line))).to.have.length(Object.keys(variables).length)
    expect(lines.find(line => line.includes(' SERVER_PORT '))).to.match(
      /^ {2}SERVER_PORT +Port to listen on; 0 takes a free one \(default: 8082\)$/,
    )
    expect(lines.find(line => line.includes(' GEMINI_API_KEY '))).not.to.include('default')
  })

  it('name the providers that there are', () => {
    const line = variablesHelp()
      .split('\n')
      .find(text => text.includes(' LLM_BACKEND '))
    expect(line).to.contain(`Default backend: ${makeableProviders().join(', ')}, or a name`)
  })

  it('put last what this build has no use for', () => {
    const used = [['SERVER_PORT', variables.SERVER_PORT]] as const
    const unused = [['AWS_PROFILE', variables.AWS_PROFILE]] as const
    const help = variablesHelp({ used, unused }).split('\n')
    expect(help[2]).to.equal('')
    expect(help[3]).to.equal('Known, and without effect in this version:')
    expect(help[4]).to.match(/^ {2}AWS_PROFILE /)
    expect(variablesHelp({ used: [...used, ...unused], unused: [] })).not.to.contain('without effect')
    expect(variablesTable({ used, unused }).split('\n').at(-1)).to.match(
      /^\| `AWS_PROFILE` \| \*Not in this version\.\* AWS profile/,
    )
  })

  it('are a table with as many cells in each row', () => {
    const rows = variablesTable().split('\n')
    expect(rows).to.have.length(Object.keys(variables).length + 2)
    for (const row of rows) expect(row.match(/\|/g), row).to.have.length(7)
  })

  it('are in the documentation as they are in the table', () => {
    const text = readFileSync(page, 'utf8')
    const expected = text.replace(
      block,
      (_, start: string, end: string) => `${start}\n${variablesTable()}\n\n${end}`,
    )
    if (process.env.UPDATE === '1') writeFileSync(page, expected)
    else expect(text).to.equal(expected)
    expect(text).to.match(block)
  })
})

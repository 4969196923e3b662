import { expect } from 'chai'
import { privateKeys } from '../../src/core/private-keys.ts'
import { privateKey } from '../plugins/redact/support.ts'

const found = (text: string) => privateKeys(text).map(({ start, end }) => text.slice(start, end))

describe('private keys', () => {
  it('are found in PEM, as they stand in a file', () =>
    expect(found(`before ${privateKey} behind`)).to.deep.equal([privateKey]))

  it('are found in the text of JSON, where their line breaks are escaped', () => {
    const text = JSON.stringify({ text: privateKey })
    expect(found(text)).to.deep.equal([JSON.stringify(privateKey).slice(1, -1)])
  })

  it('are not found in the words that frame one', () =>
    expect(found('-----BEGIN PRIVATE KEY----- and nothing')).to.deep.equal([]))
})

import { join } from 'node:path'
import { expect } from 'chai'
import { readCertificates } from '../../src/config/certificates.ts'
import { authority, authorityFile } from '../support/authority.ts'
import { makeTree, type Tree } from '../support/tree.ts'
import { configFailure } from './support.ts'

describe('the certificate authorities of a configuration', () => {
  let tree: Tree | undefined
  afterEach(() => tree?.remove())
  const place = { file: '/c.ts', key: 'ca' }
  const read = (
    ca: string | readonly string[],
    files: Readonly<Record<string, string>> = { 'a.txt': '' },
  ) => {
    tree = makeTree(files)
    const { root } = tree
    return readCertificates({ ca }, root, place)
  }

  it('are none where none are named', async () => {
    expect((await readCertificates({}, '/', place)).size).to.equal(0)
  })

  it('are read from one file or several, whose paths count from the configuration', async () => {
    const texts = await read(['own.pem', authorityFile], { 'own.pem': authority })
    expect([...texts]).to.deep.equal([
      [join(tree?.root ?? '', 'own.pem'), authority],
      [authorityFile, authority],
    ])
    expect((await read(authorityFile)).get(authorityFile)).to.equal(authority)
  })

  it('are refused where there is no file, or nothing in it that is one', async () => {
    const missing = await configFailure(() => read('none.pem'))
    expect(missing.message).to.match(/^\/c\.ts: ca: cannot read .*none\.pem: name a PEM file that is there$/)
    const files = {
      'text.pem': 'hello',
      'broken.pem': '-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----',
    }
    expect((await configFailure(() => read('text.pem', files))).message).to.include('holds no certificate')
    expect((await configFailure(() => read('broken.pem', files))).message).to.include('cannot be read')
  })
})

// Leaves alone what only people read: the words of messages and the references to an RFC. A test that pins every word proves no
// behaviour; that each message says what was expected and where has its own tests.
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** Two words with a blank between them, or `RFC 4568 §9.1`: what goes on a wire has neither within one literal. */
const prose = /\p{L}{2,}[",:;)]* "?\(?\p{L}+|^RFC \d/u;

const ignorer = {
  shouldIgnore({ node }) {
    if (node.type === 'StringLiteral') return prose.test(node.value) ? 'prose' : undefined;
    if (node.type === 'TemplateLiteral') return node.quasis.some(({ value }) => prose.test(value.raw)) ? 'prose' : undefined;
    return undefined;
  },
};

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, 'prose', ignorer)];

import type { CodegenConfig } from '@graphql-codegen/cli';

const config: CodegenConfig = {
  schema: 'schema.graphql',
  documents: 'src/**/*.graphql',
  generates: {
    'src/gql/': {
      preset: 'client',
      presetConfig: { fragmentMasking: false },
      config: {
        // 'string' makes texts of them, which are smaller in a page; the client takes either.
        documentMode: 'documentNode',
        useTypeImports: true,
        enumsAsTypes: true,
        importExtension: '.js',
        defaultScalarType: 'unknown',
        scalars: { Date: 'string', DateTime: 'string', ChangeCursor: 'string' },
      },
    },
  },
};

export default config;

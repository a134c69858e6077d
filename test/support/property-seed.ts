import fc from 'fast-check';

// In CI properties always start from the same seed: what fails there fails everywhere. Elsewhere each run looks anew.
if (process.env['CI']) fc.configureGlobal({ seed: 20_260_911 });

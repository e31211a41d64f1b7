import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  test: {
    include: ['sim-worker/**/*.test.ts', 'web/**/*.test.{ts,tsx}', 'checks/**/*.test.ts'],
    environment: 'node',
    passWithNoTests: true,
    testTimeout: 60_000,
    retry: 0,
  },
});

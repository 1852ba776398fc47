import { Dashboard } from '../src/shell/dashboard.tsx';

export default function Page() {
  return <Dashboard />;
}

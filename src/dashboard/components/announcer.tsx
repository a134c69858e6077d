import { useEffect, useState } from 'react';
import { useSession } from '../hooks/use-session.ts';
import { announcementOf } from '../model/feed-summary.ts';

/** Between two announcements: screen readers read all of them, one after the other. */
const EVERY_MS = 5_000;

/** Says what changed last to those who do not see it. */
export function Announcer() {
  const { live } = useSession();
  const [words, setWords] = useState('');
  useEffect(() => {
    const timer = setInterval(() => {
      const newest = live.get().feed[0];
      setWords(newest ? announcementOf(newest) : '');
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [live]);
  return (
    <p className="unseen" role="status">
      {words}
    </p>
  );
}

/** Works on numbered chunks, some at once, until all are done; the first that fails ends it. */
export async function inLanes(lanes: number, chunks: number, work: (chunk: number) => Promise<void>): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < chunks) {
      const chunk = next++;
      await work(chunk).catch((error) => {
        next = chunks;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

export const Orders = ({ userId }: { userId: string }) => userId;

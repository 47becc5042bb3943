import wixData from 'wix-data';
export const f = () => wixData.query('Items').find();

export const f = () => $w('#text1').text;

import { Permissions, webMethod } from 'wix-web-module';
import { getJSON } from 'wix-fetch';
import { getSecret } from 'wix-secrets-backend';

const API = 'https://api.nasa.gov';

/** NASA's astronomy picture of the day. The key stays here: the browser gets the answer alone. */
export const pictureOfTheDay = webMethod(Permissions.Anyone, async () => {
  const key = await getSecret('nasa_api_key');
  const { title, date, explanation } = await getJSON(
    `${API}/planetary/apod?api_key=${encodeURIComponent(key)}`,
  );
  return { title, date, explanation };
});

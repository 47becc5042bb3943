import { Permissions, webMethod } from 'wix-web-module';
import { getSecret } from 'wix-secrets-backend';
import { fetch } from 'wix-fetch';

const API = 'https://api.example.com/2010-04-01/Accounts';

export const sendSms = webMethod(Permissions.SiteMember, async (to, text) => {
  const [sid, token] = await Promise.all([getSecret('sid'), getSecret('token')]);
  const response = await fetch(`${API}/${sid}/Messages.json`, {
    method: 'post',
    headers: {
      Authorization: 'Basic ' + Buffer.from(sid + ':' + token).toString('base64'),
      'Content-Type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ To: to, Body: text }).toString(),
  });
  if (response.ok) {
    return response.json();
  }
  throw new Error(`SMS was not sent: ${response.status}`);
});

import type { SeenTrouble } from './api-health.ts';

/** What a person can do about an API that gives nothing, in both languages of the product. */
const WHAT_TO_DO: Readonly<Record<SeenTrouble, { readonly en: string; readonly ru: string }>> = {
  refused: {
    en: 'The provider does not accept our access: it was revoked, has expired or lacks rights. Make a new token there and set it (PATCH /v1/sources/{id}, or "throughline source set"); what was missed is then read.',
    ru: 'Провайдер не принимает наш доступ: он отозван, истёк или ему не хватает прав. Выпустите новый токен и задайте его (PATCH /v1/sources/{id} или «throughline source set»); пропущенное тогда дочитается.',
  },
  not_an_api: {
    en: 'The address answers with a web page instead of data: the account may be blocked or unpaid, or the address of the API is wrong. Check both.',
    ru: 'По адресу отвечает веб-страница, а не данные: возможно, аккаунт заблокирован или не оплачен, или адрес API неверен. Проверьте и то, и другое.',
  },
  limited: {
    en: 'The provider says that it is asked too often. Nothing is lost and it goes on slowly; see which other integrations use the same account.',
    ru: 'Провайдер отвечает, что запросов слишком много. Ничего не потеряно, чтение идёт медленно; проверьте, какие ещё интеграции работают с этим аккаунтом.',
  },
  unavailable: {
    en: 'The provider does not answer, or with errors. Nothing is lost: it is asked again by itself. If that lasts, ask its support.',
    ru: 'Провайдер не отвечает или отвечает ошибками. Ничего не потеряно: запросы повторяются сами. Если это надолго, обратитесь в его поддержку.',
  },
  not_given: {
    en: 'The provider answers, but does not give what was asked; the detail says why. If the time lies too far back, begin the backfill again with a later date.',
    ru: 'Провайдер отвечает, но того, что спрошено, не отдаёт; почему - сказано в подробностях. Если время слишком давнее, начните дозагрузку заново с более поздней даты.',
  },
  no_access: {
    en: 'The settings of the source do not say how to ask the API, or its address is not one of the provider. Set them (PATCH /v1/sources/{id}).',
    ru: 'В настройках источника не сказано, как обращаться к API, или адрес не принадлежит провайдеру. Задайте их (PATCH /v1/sources/{id}).',
  },
};

/** A trouble as the interface shows it. */
export function troubleJson({ trouble, detail, since }: { trouble: SeenTrouble; detail: string; since: number }) {
  return { reason: trouble, detail, since: new Date(since).toISOString(), what_to_do: WHAT_TO_DO[trouble] };
}

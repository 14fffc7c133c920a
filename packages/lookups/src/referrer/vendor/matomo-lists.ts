/** Compiled by infra/referrers/update.mjs from Matomo's lists (CC0 1.0); not to be edited by hand. */
import type { VendoredLists } from '../vendored-lists.ts';

export const MATOMO_LISTS: VendoredLists = {
 "commits": {
  "SearchEngines.yml": "02e45a1caccbcefaba4d27e407f969bc1d777557",
  "Socials.yml": "03dcb356c076419f9d32c6da6b69344bd23db106",
  "AIAssistants.yml": "02a812577a19c32761a741871dfd66dc070e486a"
 },
 "search": {
  "1.cz": [
   "1.cz"
  ],
  "118 700": [
   "118700.se",
   "foretag.118700.se",
   "webben.118700.se"
  ],
  "123people": [
   "123people.com",
   "123people.{}"
  ],
  "360search": [
   "so.360.cn",
   "so.com",
   "m.so.com"
  ],
  "abacho": [
   "abacho.de",
   "abacho.com",
   "abacho.co.uk",
   "se.abacho.com",
   "tr.abacho.com",
   "abacho.at",
   "abacho.fr",
   "abacho.es",
   "abacho.ch",
   "abacho.it"
  ],
  "abcsøk": [
   "abcsok.no",
   "verden.abcsok.no"
  ],
  "acoon": [
   "acoon.de"
  ],
  "aguea": [
   "chercherfr.aguea.com"
  ],
  "allaverksamheter": [
   "allaverksamheter.se"
  ],
  "alexa": [
   "alexa.com",
   "search.toolbars.alexa.com"
  ],
  "alice adsl": [
   "rechercher.aliceadsl.fr"
  ],
  "all.by": [
   "all.by"
  ],
  "allesklar": [
   "allesklar.de",
   "allesklar.at",
   "allesklar.ch"
  ],
  "alltheweb": [
   "alltheweb.com"
  ],
  "alohafind": [
   "alohafind.com"
  ],
  "altavista": [
   "altavista.com",
   "search.altavista.com",
   "listings.altavista.com",
   "altavista.de",
   "altavista.fr",
   "{}.altavista.com",
   "be-nl.altavista.com",
   "be-fr.altavista.com"
  ],
  "aol": [
   "search.aol.com",
   "search.aol.it",
   "aolsearch.aol.com",
   "aolrecherche.aol.fr",
   "aolrecherches.aol.fr",
   "aolimages.aol.fr",
   "aim.search.aol.com",
   "recherche.aol.fr",
   "find.web.aol.com",
   "recherche.aol.ca",
   "aolsearch.aol.co.uk",
   "search.aol.co.uk",
   "sucheaol.aol.de",
   "suche.aol.de",
   "o2suche.aol.de",
   "suche.aolsvc.de",
   "aolbusqueda.aol.com.mx",
   "alicesuche.aol.de",
   "alicesuchet.aol.de",
   "suchet2.aol.de",
   "search.hp.my.aol.com.au",
   "search.hp.my.aol.de",
   "search.hp.my.aol.it",
   "search-intl.netscape.com",
   "de.aolsearch.com"
  ],
  "apollo7": [
   "apollo7.de"
  ],
  "aport": [
   "sm.aport.ru"
  ],
  "arama": [
   "arama.com"
  ],
  "arcor": [
   "arcor.de"
  ],
  "arianna": [
   "arianna.libero.it",
   "arianna.com"
  ],
  "ask": [
   "ask.com",
   "web.ask.com",
   "int.ask.com",
   "mws.ask.com",
   "images.ask.com",
   "images.{}.ask.com",
   "ask.reference.com",
   "askkids.com",
   "iwon.ask.com",
   "ask.co.uk",
   "{}.ask.com",
   "qbyrd.com",
   "{}.qbyrd.com",
   "search-results.com",
   "www1.search-results.com",
   "int.search-results.com",
   "{}.search-results.com",
   "search.ask.com",
   "{}.search.ask.com",
   "avira-int.ask.com",
   "searchqu.com",
   "search.tb.ask.com",
   "nortonsafe.search.ask.com",
   "avira.search.ask.com",
   "int.search.tb.ask.com"
  ],
  "avira safesearch": [
   "search.avira.com",
   "search.avira.net",
   "safesearch.avira.com"
  ],
  "atlas": [
   "searchatlas.centrum.cz"
  ],
  "auone": [
   "search.auone.jp",
   "sp-search.auone.jp",
   "sp-web.search.auone.jp"
  ],
  "auone images": [
   "sp-image.search.auone.jp"
  ],
  "austronaut": [
   "www2.austronaut.at",
   "www1.austronaut.at"
  ],
  "babylon": [
   "search.babylon.com",
   "searchassist.babylon.com"
  ],
  "baidu": [
   "baidu.com",
   "www1.baidu.com",
   "m.baidu.com",
   "baidu.co.th",
   "zhidao.baidu.com",
   "tieba.baidu.com",
   "news.baidu.com",
   "web.gougou.com"
  ],
  "biglobe": [
   "cgi.search.biglobe.ne.jp"
  ],
  "biglobe images": [
   "images.search.biglobe.ne.jp"
  ],
  "bing": [
   "bing.com",
   "{}.bing.com",
   "global.bing.com",
   "msnbc.msn.com",
   "dizionario.it.msn.com",
   "enciclopedia.it.msn.com",
   "cc.bingj.com"
  ],
  "blekko": [
   "blekko.com"
  ],
  "blogdigger": [
   "blogdigger.com"
  ],
  "blogpulse": [
   "blogpulse.com"
  ],
  "bluewin": [
   "search.bluewin.ch"
  ],
  "canoe.ca": [
   "web.canoe.ca"
  ],
  "centrum": [
   "search.centrum.cz",
   "morfeo.centrum.cz"
  ],
  "charter": [
   "charter.net"
  ],
  "claro search": [
   "claro-search.com"
  ],
  "clix": [
   "pesquisa.clix.pt"
  ],
  "cốc cốc": [
   "coccoc.com"
  ],
  "comcast": [
   "search.comcast.net"
  ],
  "compuserve.com (enhanced by google)": [
   "websearch.cs.com"
  ],
  "conduit.com": [
   "search.conduit.com",
   "images.search.conduit.com"
  ],
  "crawler": [
   "crawler.com"
  ],
  "cuil": [
   "cuil.com"
  ],
  "daemon search": [
   "daemon-search.com",
   "my.daemon-search.com"
  ],
  "dasoertliche": [
   "dasoertliche.de",
   "www2.dasoertliche.de"
  ],
  "dastelefonbuch": [
   "www1.dastelefonbuch.de"
  ],
  "daum": [
   "search.daum.net"
  ],
  "delfi ee": [
   "otsing.delfi.ee"
  ],
  "delfi lv": [
   "smart.delfi.lv"
  ],
  "digg": [
   "digg.com"
  ],
  "dir.com": [
   "fr.dir.com"
  ],
  "disconnectsearch": [
   "search.disconnect.me"
  ],
  "dmoz": [
   "dmoz.org",
   "editors.dmoz.org"
  ],
  "duckduckgo": [
   "duckduckgo.com",
   "r.duckduckgo.com"
  ],
  "earthlink": [
   "search.earthlink.net"
  ],
  "ecosia": [
   "ecosia.org"
  ],
  "el mundo": [
   "ariadna.elmundo.es"
  ],
  "eniro": [
   "eniro.se"
  ],
  "entireweb": [
   "entireweb.com"
  ],
  "eo": [
   "eo.st"
  ],
  "epicsearch.in": [
   "epicsearch.in"
  ],
  "eurip": [
   "eurip.com"
  ],
  "euroseek": [
   "euroseek.com"
  ],
  "everyclick": [
   "everyclick.com"
  ],
  "exalead": [
   "exalead.fr",
   "exalead.com"
  ],
  "excite": [
   "search.excite.it",
   "search.excite.fr",
   "search.excite.de",
   "search.excite.co.uk",
   "search.excite.es",
   "search.excite.nl",
   "msxml.excite.com",
   "excite.co.jp"
  ],
  "facebook": [
   "facebook.com"
  ],
  "fast browser search": [
   "fastbrowsersearch.com"
  ],
  "findhurtig": [
   "findhurtig.dk"
  ],
  "fireball": [
   "fireball.de"
  ],
  "firstsfind": [
   "firstsfind.com"
  ],
  "fixsuche": [
   "fixsuche.de"
  ],
  "flix.de": [
   "flix.de"
  ],
  "fooooo": [
   "search.fooooo.com"
  ],
  "forestle": [
   "forestle.org",
   "{}.forestle.org",
   "forestle.mobi"
  ],
  "francite": [
   "recherche.francite.com"
  ],
  "free": [
   "search.free.fr",
   "search1-2.free.fr",
   "search1-1.free.fr"
  ],
  "freecause": [
   "search.freecause.com"
  ],
  "freenet": [
   "suche.freenet.de"
  ],
  "friendfeed": [
   "friendfeed.com"
  ],
  "frontier": [
   "search.frontier.com"
  ],
  "gais": [
   "gais.cs.ccu.edu.tw"
  ],
  "genieo": [
   "search.genieo.com"
  ],
  "geona": [
   "geona.net"
  ],
  "gibiru": [
   "gibiru.com"
  ],
  "gigablast": [
   "gigablast.com"
  ],
  "gigablast (directory)": [
   "dir.gigablast.com"
  ],
  "gnadenmeer": [
   "gnadenmeer.de"
  ],
  "gomeo": [
   "gomeo.com"
  ],
  "goo": [
   "search.goo.ne.jp",
   "ocnsearch.goo.ne.jp"
  ],
  "google": [
   "google.com",
   "google.{}",
   "encrypted.google.com",
   "www2.google.com",
   "ipv6.google.com",
   "go.google.com",
   "wwwgoogle.com",
   "wwwgoogle.{}",
   "gogole.com",
   "gogole.{}",
   "gppgle.com",
   "gppgle.{}",
   "googel.com",
   "googel.{}",
   "search.avg.com",
   "isearch.avg.com",
   "com.google.android.googlequicksearchbox",
   "search.chedot.com",
   "cnn.com",
   "darkoogle.com",
   "search.darkoogle.com",
   "search.foxtab.com",
   "gooofullsearch.com",
   "search.hiyo.com",
   "search.incredimail.com",
   "search1.incredimail.com",
   "search2.incredimail.com",
   "search3.incredimail.com",
   "search4.incredimail.com",
   "search.sweetim.com",
   "fastweb.it",
   "search.juno.com",
   "search.zum.com",
   "find.tdc.dk",
   "it.luna.tv",
   "searchresults.verizon.com",
   "search.walla.co.il",
   "search.alot.com",
   "suche.gmx.net",
   "search.gmx.com",
   "search.incredibar.com",
   "delta-search.com",
   "www1.delta-search.com",
   "search.1und1.de",
   "suche.1und1.de",
   "search.zonealarm.com",
   "start.lenovo.com",
   "wow.com",
   "{}.wow.com",
   "search.leonardo.it",
   "optuszoo.com.au",
   "search.dolphin-browser.jp",
   "netlavis.azione.jp",
   "search.nan.so",
   "cgi2.nintendo.co.jp",
   "search.smt.docomo.ne.jp",
   "image.search.smt.docomo.ne.jp",
   "gfsoso.com",
   "searches.safehomepage.com",
   "searches.f-secure.com",
   "search.f-secure.com",
   "webcache.googleusercontent.com",
   "monumentbrowser.com",
   "search.bt.com",
   "startab.me",
   "search.abv.bg"
  ],
  "google blogsearch": [
   "blogsearch.google.com",
   "blogsearch.google.{}"
  ],
  "google custom search": [
   "cse.google.com",
   "cse.google.{}"
  ],
  "google images": [
   "images.google.com",
   "images.google.{}"
  ],
  "google maps": [
   "maps.google.com",
   "maps.google.{}"
  ],
  "google news": [
   "news.google.com",
   "news.google.{}"
  ],
  "google scholar": [
   "scholar.google.com",
   "scholar.google.{}"
  ],
  "google syndicated search": [
   "googlesyndicatedsearch.com"
  ],
  "google translations": [
   "translate.google.com"
  ],
  "google video": [
   "video.google.com"
  ],
  "goyellow.de": [
   "goyellow.de"
  ],
  "gule sider": [
   "gulesider.no"
  ],
  "haosou": [
   "haosou.com"
  ],
  "highbeam": [
   "highbeam.com"
  ],
  "hit-parade": [
   "req.hit-parade.com",
   "class.hit-parade.com",
   "hit-parade.com"
  ],
  "holmes": [
   "holmes.ge"
  ],
  "hooseek": [
   "hooseek.com"
  ],
  "hotbot": [
   "hotbot.com"
  ],
  "i-play": [
   "start.iplay.com"
  ],
  "icerocket": [
   "blogs.icerocket.com"
  ],
  "icq": [
   "icq.com",
   "search.icq.com"
  ],
  "ilse nl": [
   "ilse.nl"
  ],
  "imesh": [
   "search.imesh.com"
  ],
  "inbox": [
   "www2.inbox.com"
  ],
  "infospace": [
   "infospace.com",
   "dogpile.com",
   "tattoodle.com",
   "metacrawler.com",
   "webfetch.com",
   "webcrawler.com",
   "search.kiwee.com",
   "searches.vi-view.com",
   "search.webssearches.com",
   "search.fbdownloader.com",
   "searches3.globososo.com",
   "wsdsold.infospace.com",
   "search.avast.com",
   "isearch.babylon.com",
   "start.facemoods.com",
   "start.funmoods.com",
   "search.magentic.com",
   "search.searchcompletion.com",
   "searchmobileonline.com",
   "isearch.glarysoft.com",
   "search.chatzum.com",
   "home.speedbit.com",
   "search.b1.org",
   "searchya.com",
   "search.handycafe.com",
   "search.v9.com",
   "search.iminent.com",
   "utorrent.inspsearch.com",
   "govome.inspsearch.com"
  ],
  "interia": [
   "google.interia.pl"
  ],
  "isodelen": [
   "isodelen.se"
  ],
  "ixquick": [
   "ixquick.com",
   "eu.ixquick.com",
   "ixquick.de",
   "us.ixquick.com",
   "s1.us.ixquick.com",
   "s2.us.ixquick.com",
   "s3.us.ixquick.com",
   "s4.us.ixquick.com",
   "s5.us.ixquick.com",
   "s8-eu.ixquick.com",
   "s1-eu.ixquick.de",
   "s2-eu4.ixquick.com",
   "s5-eu4.ixquick.com"
  ],
  "jungle key": [
   "junglekey.com",
   "junglekey.fr"
  ],
  "jungle spider": [
   "jungle-spider.de"
  ],
  "jyxo": [
   "jyxo.1188.cz"
  ],
  "k9 safe search": [
   "k9safesearch.com"
  ],
  "kataweb": [
   "kataweb.it"
  ],
  "kensaq": [
   "kensaq.com"
  ],
  "kvasir": [
   "kvasir.no"
  ],
  "la toile du québec (google)": [
   "toile.com",
   "web.toile.com"
  ],
  "laban": [
   "laban.vn"
  ],
  "latne": [
   "latne.lv"
  ],
  "lilo": [
   "search.lilo.org"
  ],
  "lo.st": [
   "lo.st"
  ],
  "lookany": [
   "lookany.com"
  ],
  "lookseek": [
   "search.lookseek.com"
  ],
  "looksmart": [
   "looksmart.com"
  ],
  "lycos": [
   "search.lycos.com",
   "lycos.{}"
  ],
  "maailm.com": [
   "maailm.com"
  ],
  "mailru": [
   "go.mail.ru"
  ],
  "mamma": [
   "mamma.com",
   "mamma75.mamma.com"
  ],
  "meinestadt.de": [
   "meinestadt.de"
  ],
  "meta.ua": [
   "meta.ua"
  ],
  "metacrawler de": [
   "s1.metacrawler.de",
   "s2.metacrawler.de",
   "s3.metacrawler.de"
  ],
  "metager": [
   "meta.rrzn.uni-hannover.de",
   "metager.de"
  ],
  "metager2": [
   "metager2.de"
  ],
  "mister wong": [
   "mister-wong.com",
   "mister-wong.de"
  ],
  "monstercrawler": [
   "monstercrawler.com"
  ],
  "mozbot": [
   "mozbot.fr",
   "mozbot.co.uk",
   "mozbot.com"
  ],
  "myspace": [
   "searchservice.myspace.com"
  ],
  "mywebsearch": [
   "mysearch.com",
   "ms114.mysearch.com",
   "ms146.mysearch.com",
   "kf.mysearch.myway.com",
   "ki.mysearch.myway.com",
   "search.myway.com",
   "search.mywebsearch.com"
  ],
  "najdi.si": [
   "najdi.si"
  ],
  "nate": [
   "search.nate.com"
  ],
  "naver": [
   "search.naver.com"
  ],
  "needtofind": [
   "ko.search.need2find.com"
  ],
  "neti": [
   "neti.ee"
  ],
  "nifty": [
   "search.nifty.com",
   "search.azby.fmworld.net"
  ],
  "nifty videos": [
   "videosearch.nifty.com"
  ],
  "nigma": [
   "nigma.ru"
  ],
  "onet.pl": [
   "szukaj.onet.pl"
  ],
  "online.no": [
   "online.no"
  ],
  "onlysearch": [
   "only-search.com"
  ],
  "opplysningen 1881": [
   "1881.no"
  ],
  "orange": [
   "busca.orange.es",
   "lemoteur.ke.voila.fr",
   "lemoteur.orange.fr"
  ],
  "paperball": [
   "paperball.de"
  ],
  "peoplecheck": [
   "extern.peoplecheck.de"
  ],
  "peoplepc": [
   "search.peoplepc.com"
  ],
  "picsearch": [
   "picsearch.com"
  ],
  "plazoo": [
   "plazoo.com"
  ],
  "plusnetwork": [
   "plusnetwork.com"
  ],
  "poisk.ru": [
   "poisk.ru"
  ],
  "qip.ru": [
   "search.qip.ru"
  ],
  "qualigo": [
   "qualigo.at",
   "qualigo.ch",
   "qualigo.de",
   "qualigo.nl"
  ],
  "qwant": [
   "qwant.com",
   "lite.qwant.com"
  ],
  "rakuten": [
   "websearch.rakuten.co.jp"
  ],
  "rambler": [
   "nova.rambler.ru"
  ],
  "riksdelen": [
   "riksdelen.se"
  ],
  "road runner": [
   "search.rr.com"
  ],
  "rpmfind": [
   "rpmfind.net",
   "fr2.rpmfind.net"
  ],
  "sapo": [
   "pesquisa.sapo.pt"
  ],
  "scour.com": [
   "scour.com"
  ],
  "search.ch": [
   "search.ch"
  ],
  "search.com": [
   "search.com"
  ],
  "searchalot": [
   "searchalot.com"
  ],
  "searchcanvas": [
   "searchcanvas.com"
  ],
  "searchlock": [
   "searchlock.com",
   "results.searchlock.com"
  ],
  "searchy": [
   "searchy.co.uk"
  ],
  "seesaa": [
   "search.seesaa.jp"
  ],
  "setooz": [
   "bg.setooz.com",
   "da.setooz.com",
   "el.setooz.com",
   "fa.setooz.com",
   "ur.setooz.com",
   "{}.setooz.com"
  ],
  "seznam": [
   "search.seznam.cz"
  ],
  "seznam videa": [
   "videa.seznam.cz"
  ],
  "sharelook": [
   "sharelook.fr"
  ],
  "skynet": [
   "skynet.be"
  ],
  "sm.cn": [
   "m.sm.cn",
   "so.m.sm.cn",
   "m.sp.sm.cn",
   "yz.m.sm.cn",
   "quark.sm.cn"
  ],
  "sm.de": [
   "sm.de"
  ],
  "smartaddressbar": [
   "search.smartaddressbar.com"
  ],
  "smartshopping": [
   "search.smartshopping.com"
  ],
  "snap.do": [
   "search.snap.do"
  ],
  "so-net": [
   "so-net.ne.jp"
  ],
  "so-net videos": [
   "video.so-net.ne.jp"
  ],
  "softonic": [
   "search.softonic.com"
  ],
  "sogou": [
   "sogou.com",
   "m.sogou.com",
   "wap.sogou.com",
   "english.sogou.com"
  ],
  "soso": [
   "soso.com"
  ],
  "sputnik": [
   "sputnik.ru"
  ],
  "start.fyi": [
   "search.start.fyi"
  ],
  "startpage": [
   "startpage.com",
   "classic.startpage.com",
   "eu.startpage.com",
   "s6-eu5.ixquick.com",
   "s2-eu4.startpage.com",
   "s6-eu4.startpage.com",
   "s7-eu4.startpage.com",
   "s1-eu5.startpage.com",
   "s2-eu5.startpage.com",
   "s4-eu5.startpage.com",
   "s5-eu5.startpage.com",
   "s6-eu5.startpage.com",
   "s7-eu5.startpage.com",
   "s8-eu5.startpage.com",
   "s10-eu5.startpage.com",
   "s11-eu5.startpage.com",
   "s12-eu5.startpage.com",
   "s13-eu5.startpage.com",
   "s14-eu5.startpage.com"
  ],
  "startpagina (google)": [
   "startgoogle.startpagina.nl"
  ],
  "startsiden": [
   "startsiden.no"
  ],
  "suche.info": [
   "suche.info"
  ],
  "suchmaschine.com": [
   "suchmaschine.com"
  ],
  "suchnase": [
   "suchnase.de"
  ],
  "surf canyon": [
   "surfcanyon.com"
  ],
  "t-online": [
   "suche.t-online.de",
   "brisbane.t-online.de",
   "navigationshilfe.t-online.de"
  ],
  "talimba": [
   "talimba.com"
  ],
  "talktalk": [
   "talktalk.co.uk"
  ],
  "tarmot": [
   "tarmot.com"
  ],
  "technorati": [
   "technorati.com"
  ],
  "teoma": [
   "teoma.com"
  ],
  "terra": [
   "buscador.terra.es",
   "buscador.terra.cl",
   "buscador.terra.com.br"
  ],
  "tiscali": [
   "search.tiscali.it",
   "search-dyn.tiscali.it",
   "hledani.tiscali.cz"
  ],
  "tixuma": [
   "tixuma.de"
  ],
  "toolbarhome": [
   "toolbarhome.com",
   "vshare.toolbarhome.com"
  ],
  "toppreise.ch": [
   "toppreise.ch",
   "fr.toppreise.ch",
   "de.toppreise.ch",
   "en.toppreise.ch"
  ],
  "trouvez.com": [
   "trouvez.com"
  ],
  "trovarapido": [
   "trovarapido.com"
  ],
  "trusted search": [
   "trusted-search.com"
  ],
  "twingly": [
   "twingly.com"
  ],
  "uol.com.br": [
   "busca.uol.com.br"
  ],
  "url.organzier": [
   "url.org"
  ],
  "vinden": [
   "vinden.nl"
  ],
  "vindex": [
   "vindex.nl",
   "search.vindex.nl"
  ],
  "virgilio": [
   "ricerca.virgilio.it",
   "ricercaimmagini.virgilio.it",
   "ricercavideo.virgilio.it",
   "ricercanews.virgilio.it",
   "mobile.virgilio.it"
  ],
  "voila": [
   "search.ke.voila.fr",
   "lemoteur.fr"
  ],
  "volny": [
   "web.volny.cz"
  ],
  "walhello": [
   "walhello.info",
   "walhello.com",
   "walhello.de",
   "walhello.nl"
  ],
  "web.de": [
   "suche.web.de",
   "m.suche.web.de"
  ],
  "web.nl": [
   "web.nl"
  ],
  "weborama": [
   "weborama.fr"
  ],
  "websearch": [
   "websearch.com"
  ],
  "wedoo": [
   "fr.wedoo.com",
   "en.wedoo.com",
   "es.wedoo.com"
  ],
  "winamp": [
   "search.winamp.com"
  ],
  "wirtualna polska": [
   "szukaj.wp.pl"
  ],
  "witch": [
   "witch.de"
  ],
  "woopie": [
   "woopie.jp"
  ],
  "www värav": [
   "search.www.ee"
  ],
  "x-recherche": [
   "x-recherche.com"
  ],
  "yahoo!": [
   "search.yahoo.com",
   "malaysia.search.yahoo.com",
   "{}.search.yahoo.com",
   "cade.yahoo.com",
   "espanol.search.yahoo.com",
   "qc.search.yahoo.com",
   "one.cn.yahoo.com",
   "r.search.yahoo.com",
   "cercato.it",
   "search.offerbox.com",
   "benefind.de",
   "ys.mirostart.com"
  ],
  "yahoo! images": [
   "images.search.yahoo.com",
   "{}.images.yahoo.com",
   "cade.images.yahoo.com",
   "espanol.images.yahoo.com",
   "qc.images.yahoo.com"
  ],
  "yahoo! japan": [
   "search.yahoo.co.jp",
   "jp.hao123.com",
   "home.kingsoft.jp",
   "jwsearch.jword.jp"
  ],
  "yahoo! japan images": [
   "image.search.yahoo.co.jp"
  ],
  "yahoo! japan videos": [
   "video.search.yahoo.co.jp"
  ],
  "yam": [
   "search.yam.com"
  ],
  "yandex": [
   "yandex.ru",
   "yandex.com",
   "yandex.{}",
   "clck.yandex.{}",
   "m.yandex.{}",
   "yabs.yandex.{}"
  ],
  "yandex images": [
   "images.yandex.ru",
   "images.yandex.com",
   "images.yandex.{}"
  ],
  "yasni": [
   "yasni.de",
   "yasni.com",
   "yasni.co.uk",
   "yasni.ch",
   "yasni.at"
  ],
  "yatedo": [
   "yatedo.com",
   "yatedo.fr"
  ],
  "yellowmap": [
   "yellowmap.de"
  ],
  "yippy": [
   "search.yippy.com"
  ],
  "yougoo": [
   "yougoo.fr"
  ],
  "zapmeta": [
   "zapmeta.com",
   "zapmeta.{}",
   "uk.zapmeta.com",
   "ar.zapmeta.com",
   "au.zapmeta.com",
   "ca.zapmeta.com",
   "fi.zapmeta.com",
   "no.zapmeta.com",
   "tr.zapmeta.com"
  ],
  "zhongsou": [
   "p.zhongsou.com"
  ],
  "zoek": [
   "www3.zoek.nl"
  ],
  "zoeken": [
   "zoeken.nl"
  ],
  "zoohoo": [
   "zoohoo.cz"
  ],
  "zoznam": [
   "zoznam.sk"
  ],
  "zxuso": [
   "zxuso.com"
  ],
  "묻지마 검색": [
   "kwzf.net"
  ]
 },
 "social": {
  "badoo": [
   "badoo.com"
  ],
  "bebo": [
   "bebo.com"
  ],
  "blackplanet": [
   "blackplanet.com"
  ],
  "buzznet": [
   "buzznet.com"
  ],
  "classmates.com": [
   "classmates.com"
  ],
  "cyworld": [
   "global.cyworld.com"
  ],
  "gaia online": [
   "gaiaonline.com"
  ],
  "geni.com": [
   "geni.com"
  ],
  "github": [
   "github.com"
  ],
  "google+": [
   "plus.google.com",
   "url.google.com",
   "com.google.android.apps.plus"
  ],
  "douban": [
   "douban.com"
  ],
  "dribbble": [
   "dribbble.com"
  ],
  "facebook": [
   "facebook.com",
   "fb.me",
   "m.facebook.com",
   "l.facebook.com"
  ],
  "fetlife": [
   "fetlife.com"
  ],
  "flickr": [
   "flickr.com"
  ],
  "flixster": [
   "flixster.com"
  ],
  "fotolog": [
   "fotolog.com"
  ],
  "foursquare": [
   "foursquare.com"
  ],
  "friends reunited": [
   "friendsreunited.com"
  ],
  "friendster": [
   "friendster.com"
  ],
  "gree": [
   "gree.jp"
  ],
  "haboo": [
   "habbo.com"
  ],
  "hacker news": [
   "news.ycombinator.com"
  ],
  "hi5": [
   "hi5.com"
  ],
  "hyves": [
   "hyves.nl"
  ],
  "identi.ca": [
   "identi.ca"
  ],
  "instagram": [
   "instagram.com",
   "l.instagram.com"
  ],
  "lang-8": [
   "lang-8.com"
  ],
  "last.fm": [
   "last.fm",
   "lastfm.ru",
   "lastfm.de",
   "lastfm.es",
   "lastfm.fr",
   "lastfm.it",
   "lastfm.jp",
   "lastfm.pl",
   "lastfm.com.br",
   "lastfm.se",
   "lastfm.com.tr"
  ],
  "linkedin": [
   "linkedin.com",
   "lnkd.in",
   "linkedin.android"
  ],
  "livejournal": [
   "livejournal.ru",
   "livejournal.com"
  ],
  "meinvz": [
   "meinvz.net"
  ],
  "mixi": [
   "mixi.jp"
  ],
  "moikrug.ru": [
   "moikrug.ru"
  ],
  "multiply": [
   "multiply.com"
  ],
  "my.mail.ru": [
   "my.mail.ru"
  ],
  "myheritage": [
   "myheritage.com"
  ],
  "mylife": [
   "mylife.ru"
  ],
  "myspace": [
   "myspace.com"
  ],
  "myyearbook": [
   "myyearbook.com"
  ],
  "nasza-klasa.pl": [
   "nk.pl"
  ],
  "netlog": [
   "netlog.com"
  ],
  "odnoklassniki": [
   "odnoklassniki.ru"
  ],
  "orkut": [
   "orkut.com"
  ],
  "ozone": [
   "qzone.qq.com"
  ],
  "pinterest": [
   "pinterest.com"
  ],
  "plaxo": [
   "plaxo.com"
  ],
  "reddit": [
   "reddit.com",
   "np.reddit.com",
   "pay.reddit.com"
  ],
  "renren": [
   "renren.com"
  ],
  "skyrock": [
   "skyrock.com"
  ],
  "sonico.com": [
   "sonico.com"
  ],
  "stackoverflow": [
   "stackoverflow.com"
  ],
  "studivz": [
   "studivz.net"
  ],
  "tagged": [
   "login.tagged.com"
  ],
  "taringa!": [
   "taringa.net"
  ],
  "telegram": [
   "web.telegram.org"
  ],
  "tuenti": [
   "tuenti.com"
  ],
  "tumblr": [
   "tumblr.com"
  ],
  "twitter": [
   "twitter.com",
   "t.co"
  ],
  "sourceforge": [
   "sourceforge.net"
  ],
  "stumbleupon": [
   "stumbleupon.com"
  ],
  "vkontakte": [
   "vk.com",
   "vkontakte.ru"
  ],
  "youtube": [
   "youtube.com",
   "youtu.be"
  ],
  "v2ex": [
   "v2ex.com"
  ],
  "viadeo": [
   "viadeo.com"
  ],
  "vimeo": [
   "vimeo.com"
  ],
  "vkrugudruzei.ru": [
   "vkrugudruzei.ru"
  ],
  "wayn": [
   "wayn.com"
  ],
  "weibo": [
   "weibo.com",
   "t.cn"
  ],
  "weeworld": [
   "weeworld.com"
  ],
  "windows live spaces": [
   "login.live.com"
  ],
  "xanga": [
   "xanga.com"
  ],
  "xing": [
   "xing.com"
  ]
 },
 "ai": {
  "baidu ai": [
   "yiyan.baidu.com",
   "ai.baidu.com"
  ],
  "chat+": [
   "chatplus.com",
   "chat-gpt.org"
  ],
  "chatgpt": [
   "chatgpt.com",
   "chat.openai.com",
   "labs.openai.com"
  ],
  "claude": [
   "claude.ai"
  ],
  "copilot": [
   "copilot.microsoft.com"
  ],
  "chatglm": [
   "chatglm.cn"
  ],
  "deepseek": [
   "chat.deepseek.com"
  ],
  "gemini": [
   "gemini.google.com",
   "bard.google.com"
  ],
  "grok": [
   "grok.com"
  ],
  "iask": [
   "iask.ai"
  ],
  "jasper": [
   "app.jasper.ai"
  ],
  "le chat": [
   "chat.mistral.ai"
  ],
  "meta ai": [
   "meta.ai"
  ],
  "notebooklm": [
   "notebooklm.google.com"
  ],
  "perplexity": [
   "perplexity.ai"
  ],
  "qwen": [
   "chat.qwen.ai"
  ],
  "you": [
   "you.com"
  ]
 }
};

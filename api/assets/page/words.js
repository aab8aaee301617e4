// Every word of the page, in both languages. {gaps} are filled by `say`.
const WORDS = {
  id: {
    skip: "Langsung ke grafik",
    title: "e-Reporting BLK Komunitas",
    lead: "Keadaan nasional sekilas, dari laporan yang disampaikan BLK Komunitas. Setiap persetujuan langsung terhitung.",
    year: "Tahun", language: "Bahasa", theme: "Warna", themeAuto: "Ikut perangkat", themeLight: "Terang", themeDark: "Gelap",
    foot: "Angka di halaman ini terbuka untuk umum. Halaman ini contoh untuk ditiru: tiap grafik menunjukkan kuerinya.",
    explore: "GraphiQL", rest: "REST", schema: "Skema GraphQL", codes: "Kode kesalahan", source: "Kode halaman ini", licences: "Lisensi",
    loading: "Memuat …", retry: "Coba lagi", showQuery: "Lihat kueri", showNumbers: "Lihat angka", copy: "Salin", copied: "Tersalin",
    openGraphiql: "Buka di GraphiQL", variables: "Variabel",
    UNREACHABLE: "Layanan tidak terjangkau. Periksa sambungan Anda, lalu coba lagi.",
    UNREADABLE: "Jawaban layanan tidak terbaca.",
    wait: "Coba lagi setelah {seconds} detik.", refusedCode: "Kode {code}", request: "nomor permintaan {id}",
    empty: "Belum ada angka untuk tahun {year}.",
    hiddenNote: "{count} angka ditandai ∗: disembunyikan supaya orang dan usaha tidak dapat dikenali. Jumlah 1 sampai 4 tidak ditampilkan, begitu pula angka lain yang dapat membocorkannya.",
    hidden: "disembunyikan", notApplicable: "tidak berlaku", total: "Indonesia", month: "Bulan", province: "Provinsi",
    asOf: "Keadaan {at}", position: "posisi {asOf}", dataThrough: "data sampai {period}", reports: "{included} dari {expected} laporan",
    approvedShare: "{share} % disetujui", complete: "lengkap", incomplete: "belum lengkap", unsettled: "perubahan terakhir sedang dicatat",
    definitions: "definisi {list}", suppressed: "{count} angka disembunyikan",
    measure: "Ukuran", rate: "Masuk", onTimeRate: "Tepat waktu", approvedRate: "Disetujui",
    rateTitle: "Laju pelaporan per provinsi dan bulan",
    rateLead: "Bagian laporan bulanan yang masuk, masuk tepat waktu, dan disetujui, dari yang wajib disampaikan.",
    rateHeat: "{measure}, persen dari laporan yang wajib",
    cell: "{share} %: {count} dari {expected} laporan",
    funnelTitle: "Corong inkubasi", funnelLead: "Usaha dan anggotanya di tiap tahap inkubasi, serta lapangan kerjanya, keadaan sekarang.",
    stage: "Tahap", enterprises: "Usaha", members: "Anggota", jobs: "Lapangan kerja",
    jobsTitle: "Lapangan kerja per bulan", jobsLead: "Orang yang bekerja dengan upah di usaha binaan tiap bulan, dalam dan di luar hubungan kerja.",
    kawasansTitle: "Kawasan", kawasansLead: "Usaha, lapangan kerja, sumber daya dan kemitraan di tiap kawasan, keadaan sekarang.",
    kawasan: "Kawasan", resources: "Sumber daya", chainLinks: "Mata rantai", partnerships: "Kemitraan",
    tileRate: "laporan bulanan masuk pada {year}: {count} dari {expected}", tileApproved: "laporan bulanan disetujui pada {year}",
    tileEnterprises: "usaha di semua tahap inkubasi", tileJobs: "orang bekerja di usaha binaan, {month}", tileKawasans: "kawasan",
  },
  en: {
    skip: "Skip to the charts",
    title: "e-Reporting BLK Komunitas",
    lead: "The country at a glance, from the reports of community training centres (BLK Komunitas). Every approval counts at once.",
    year: "Year", language: "Language", theme: "Colours", themeAuto: "As the device", themeLight: "Light", themeDark: "Dark",
    foot: "The figures on this page are public. The page is an example to copy: each chart shows its query.",
    explore: "GraphiQL", rest: "REST", schema: "GraphQL schema", codes: "Error codes", source: "Code of this page", licences: "Licences",
    loading: "Loading …", retry: "Try again", showQuery: "See the query", showNumbers: "See the numbers", copy: "Copy", copied: "Copied",
    openGraphiql: "Open in GraphiQL", variables: "Variables",
    UNREACHABLE: "The service cannot be reached. Check your connection and try again.",
    UNREADABLE: "The service's answer cannot be read.",
    wait: "Try again in {seconds} seconds.", refusedCode: "Code {code}", request: "request {id}",
    empty: "There are no figures for {year} yet.",
    hiddenNote: "{count} figures are marked ∗: withheld so that no person or enterprise can be recognised. Counts of 1 to 4 are not shown, nor others that would give them away.",
    hidden: "withheld", notApplicable: "not applicable", total: "Indonesia", month: "Month", province: "Province",
    asOf: "As of {at}", position: "position {asOf}", dataThrough: "data through {period}", reports: "{included} of {expected} reports",
    approvedShare: "{share} % approved", complete: "complete", incomplete: "not complete", unsettled: "latest changes are being recorded",
    definitions: "definitions {list}", suppressed: "{count} figures withheld",
    measure: "Measure", rate: "Submitted", onTimeRate: "On time", approvedRate: "Approved",
    rateTitle: "Reporting rate by province and month",
    rateLead: "Share of the monthly reports owed that came in, came in on time, and are approved.",
    rateHeat: "{measure}, percent of the reports owed",
    cell: "{share} %: {count} of {expected} reports",
    funnelTitle: "Incubation funnel", funnelLead: "Enterprises and their members at each stage of incubation, and the jobs they give, as it stands now.",
    stage: "Stage", enterprises: "Enterprises", members: "Members", jobs: "Jobs",
    jobsTitle: "Jobs by month", jobsLead: "People in paid work at the enterprises that are coached, each month, within and outside an employment relation.",
    kawasansTitle: "Kawasans (programme areas)", kawasansLead: "Enterprises, jobs, resources and partnerships of each area, as it stands now.",
    kawasan: "Kawasan", resources: "Resources", chainLinks: "Chain links", partnerships: "Partnerships",
    tileRate: "of the monthly reports of {year} came in: {count} of {expected}", tileApproved: "of the monthly reports of {year} approved",
    tileEnterprises: "enterprises at all stages of incubation", tileJobs: "people at work in coached enterprises, {month}", tileKawasans: "kawasans",
  },
};

let language = "id";

export function speak(chosen) {
  language = Object.hasOwn(WORDS, chosen) ? chosen : "id";
}

export const spoken = () => language;

/** A text with its gaps filled. */
export function say(word, gaps = {}) {
  const text = WORDS[language][word] ?? word;
  return text.replace(/\{(\w+)\}/g, (_, gap) => gaps[gap] ?? "");
}

const locale = () => (language === "id" ? "id-ID" : "en-GB");

/** A number as people write it; what is missing is a dash. */
export const number = (value) => (value == null ? "–" : new Intl.NumberFormat(locale()).format(value));

/** A time in the reader's zone. */
export const time = (text) =>
  new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "short" }).format(new Date(text));

/** `2026-10` as a short month, `2026` as it is. */
export function month(period, style = "short") {
  const found = /^(\d{4})-(\d{2})$/.exec(period ?? "");
  if (!found) return period ?? "";
  const year = style === "long" ? { year: "numeric" } : {};
  return new Intl.DateTimeFormat(locale(), { month: style, ...year, timeZone: "UTC" }).format(new Date(`${period}-01T00:00:00Z`));
}

/** A label in the spoken language, or the code where there is none. */
export const label = (labels, code) => labels?.[code]?.[language] ?? code ?? "";

/* eslint-disable */
import * as types from './graphql.js';
const documents = {
    "\n  query Rates($periods: PeriodRange!) {\n    reportingRate(template: \"LAP_BULANAN\", periods: $periods, groupBy: [PROVINCE], scope: PUBLIC) {\n      provenance { asOf dataThrough approvedShare complete }\n      rows { province { code name } expected submitted rate { value } }\n    }\n  }\n": types.RatesDocument,
};
export function graphql(source) {
    return documents[source] ?? {};
}

/**
 * Functions an analyst may call: those whose answer depends on their arguments alone (and on the clock). What is not
 * listed is refused, so a function of a later engine is too until somebody has looked at it. Not here, and why:
 * reading (file, dictGet, joinGet, regionTo..., naiveBayes..., evalMLMethod), asking the server (getSetting,
 * currentUser, hostName, globalVariable, getMacro), waiting (sleep), calling out (ai...), naming a function in a text
 * (arrayReduce, initializeAggregation), taking long over one block, which no time limit ends (arrayFold, editDistance,
 * hasSubstr), and every name that is also a table function.
 */
const SCALAR = `
  and or xor not equals notEquals less greater lessOrEquals greaterOrEquals isDistinctFrom isNotDistinctFrom
  in notIn nullIn notNullIn globalIn globalNotIn exists if multiIf caseWithExpression least greatest clamp
  isNull isNotNull ifNull nullIf coalesce assumeNotNull toNullable isZeroOrNull firstNonDefault
  plus minus multiply divide intDiv intDivOrZero modulo moduloOrZero positiveModulo negate abs gcd lcm
  divideDecimal multiplyDecimal ifNotFinite isFinite isInfinite isNaN divideOrNull intDivOrNull moduloOrNull
  round roundBankers roundDown roundDuration roundAge floor ceil ceiling trunc truncate
  exp exp2 exp10 log ln log2 log10 log1p sqrt cbrt pow power sign pi e sin cos tan asin acos atan atan2 hypot degrees
  radians widthBucket bitAnd bitOr bitXor bitNot bitShiftLeft bitShiftRight bitTest bitCount
  length empty notEmpty lower upper lowerUTF8 upperUTF8 lcase ucase lengthUTF8 char_length character_length
  concat concatWithSeparator concat_ws substring substr mid substringUTF8 substringIndex left right leftUTF8 rightUTF8
  reverse reverseUTF8 trim trimLeft trimRight trimBoth ltrim rtrim leftPad rightPad lpad rpad repeat space ascii
  startsWith endsWith startsWithUTF8 endsWithUTF8 initcap initcapUTF8 toValidUTF8 isValidUTF8 firstLine soundex
  position positionUTF8 positionCaseInsensitive positionCaseInsensitiveUTF8 locate like notLike ilike notILike match
  multiSearchAny multiSearchAnyCaseInsensitive multiSearchFirstIndex countSubstrings countMatches hasToken
  extract extractAll extractGroups extractAllGroupsHorizontal extractAllGroupsVertical regexpExtract
  replace replaceOne replaceAll replaceRegexpOne replaceRegexpAll regexp_replace translate translateUTF8 overlay
  printf hex unhex bin char base64Encode base64Decode tryBase64Decode
  splitByChar splitByString splitByRegexp splitByWhitespace splitByNonAlpha alphaTokens tokens ngrams arrayStringConcat
  domain domainWithoutWWW topLevelDomain firstSignificantSubdomain cutToFirstSignificantSubdomain protocol port path
  pathFull queryString fragment extractURLParameter extractURLParameters extractURLParameterNames cutURLParameter
  cutQueryString cutFragment cutQueryStringAndFragment cutWWW decodeURLComponent encodeURLComponent
  decodeURLFormComponent URLHierarchy URLPathHierarchy
  cityHash64 sipHash64 sipHash128 xxHash32 xxHash64 murmurHash3_32 murmurHash3_64 farmHash64 halfMD5 MD5 SHA1 SHA224
  SHA256 SHA512 CRC32 intHash32 intHash64
  array range arrayElement arrayElementOrNull tuple tupleElement map mapKeys mapValues mapContains mapContainsKey
  mapFromArrays mapAdd mapSubtract mapFilter mapApply lambda arrayMap arrayFilter arrayFill arrayReverseFill arraySplit
  arrayReverseSplit arrayExists arrayAll arrayFirst arrayFirstOrNull arrayFirstIndex arrayLast arrayLastOrNull
  arrayLastIndex arrayCount arraySum arrayAvg arrayMin arrayMax arrayProduct arrayCumSum arrayCumSumNonNegative
  arrayDifference arraySort arrayReverseSort arrayReverse arrayUniq arrayDistinct arrayCompact arrayConcat arraySlice
  arrayPushBack arrayPushFront arrayPopBack arrayPopFront arrayResize arrayEnumerate arrayEnumerateUniq
  arrayEnumerateDense arrayZip arrayFlatten arrayIntersect arrayUnion arrayExcept arrayJoin arrayWithConstant
  arrayRotateLeft arrayRotateRight arrayShiftLeft arrayShiftRight has hasAll hasAny indexOf countEqual
  JSONExtract JSONExtractString JSONExtractInt JSONExtractUInt JSONExtractFloat JSONExtractBool JSONExtractRaw
  JSONExtractArrayRaw JSONExtractKeys JSONExtractKeysAndValues JSONHas JSONLength JSONType isValidJSON JSON_VALUE
  JSON_QUERY JSON_EXISTS toJSONString simpleJSONExtractString simpleJSONExtractInt simpleJSONExtractFloat simpleJSONHas
  CAST _CAST accurateCast accurateCastOrNull accurateCastOrDefault toTypeName toString toFixedString toBool toUUID
  toUUIDOrNull toUUIDOrZero toInt8 toInt16 toInt32 toInt64 toInt128 toInt256 toUInt8 toUInt16 toUInt32 toUInt64
  toUInt128 toUInt256 toFloat32 toFloat64 toInt8OrNull toInt16OrNull toInt32OrNull toInt64OrNull toUInt8OrNull
  toUInt16OrNull toUInt32OrNull toUInt64OrNull toFloat32OrNull toFloat64OrNull toInt8OrZero toInt16OrZero toInt32OrZero
  toInt64OrZero toUInt8OrZero toUInt16OrZero toUInt32OrZero toUInt64OrZero toFloat32OrZero toFloat64OrZero
  toDecimal32 toDecimal64 toDecimal128 toDecimal256 toDecimal64OrNull toDecimal64OrZero toDecimal128OrNull
  toDecimal128OrZero toLowCardinality materialize identity ignore transform bar countDigits
  formatReadableQuantity formatReadableSize formatReadableDecimalSize formatReadableTimeDelta
  toDate toDate32 toDateTime toDateTime32 toDateTime64 toDateOrNull toDateOrZero toDateTimeOrNull toDateTimeOrZero
  toDateTime64OrNull toDateTime64OrZero parseDateTime parseDateTimeOrNull parseDateTimeBestEffort
  parseDateTimeBestEffortOrNull parseDateTimeBestEffortOrZero parseDateTime64BestEffort parseDateTime64BestEffortOrNull
  makeDate makeDate32 makeDateTime makeDateTime64 now now64 today yesterday timezone timezoneOf timezoneOffset
  toTimezone toYear toQuarter toMonth toDayOfYear toDayOfMonth toDayOfWeek toHour toMinute toSecond toMillisecond toWeek
  toISOWeek toISOYear toYearWeek toMonday toLastDayOfMonth toLastDayOfWeek toDaysInMonth toYYYYMM toYYYYMMDD
  toYYYYMMDDhhmmss toStartOfYear toStartOfISOYear toStartOfQuarter toStartOfMonth toStartOfWeek toStartOfDay
  toStartOfHour toStartOfMinute toStartOfSecond toStartOfFiveMinutes toStartOfTenMinutes toStartOfFifteenMinutes
  toStartOfInterval toRelativeDayNum toRelativeHourNum toRelativeMonthNum toRelativeWeekNum toRelativeYearNum
  toUnixTimestamp toUnixTimestamp64Milli toUnixTimestamp64Micro fromUnixTimestamp fromUnixTimestamp64Milli
  fromUnixTimestamp64Micro dateDiff date_diff datediff timestampdiff date_trunc dateTrunc dateName monthName age
  formatDateTime formatDateTimeInJodaSyntax dateAdd date_add dateSub date_sub timestampAdd timestampSub
  addInterval subtractInterval addSeconds addMinutes addHours addDays addWeeks addMonths addQuarters addYears
  subtractSeconds subtractMinutes subtractHours subtractDays subtractWeeks subtractMonths subtractQuarters
  subtractYears toIntervalSecond toIntervalMinute toIntervalHour toIntervalDay toIntervalWeek toIntervalMonth
  toIntervalQuarter toIntervalYear toIntervalMillisecond timeSlot timeSlots
  year quarter month week day hour minute second dayofmonth dayofweek dayofyear
  rowNumberInAllBlocks runningDifference finalizeAggregation grouping version`;

const AGGREGATE = `
  count sum avg min max any anyLast first_value last_value argMin argMax uniq uniqExact uniqCombined uniqCombined64
  uniqHLL12 median medianExact quantile quantiles quantileExact quantilesExact quantileTDigest quantilesTDigest
  quantileTiming quantilesTiming quantileExactWeighted quantileInterpolatedWeighted avgWeighted sumKahan sumWithOverflow groupArray groupUniqArray groupArraySorted groupArraySample groupArrayMovingSum
  groupArrayMovingAvg groupConcat groupBitAnd groupBitOr groupBitXor topK topKWeighted anyHeavy singleValueOrNull
  stddevPop stddevSamp varPop varSamp covarPop covarSamp corr skewPop skewSamp kurtPop kurtSamp entropy simpleLinearRegression
  windowFunnel retention sequenceMatch sequenceCount histogram sparkbar deltaSum studentTTest welchTTest mannWhitneyUTest
  row_number rank dense_rank denseRank percent_rank percentRank cume_dist ntile nth_value lag lead lagInFrame leadInFrame`;

/** https://clickhouse.com/docs/sql-reference/aggregate-functions/combinators */
const COMBINATOR = /(?:if|array|map|distinct|ordefault|ornull|state|merge|foreach|argmin|argmax)$/;

const names = (list: string): ReadonlySet<string> => new Set(list.trim().toLowerCase().split(/\s+/));
const [scalar, aggregate] = [names(SCALAR), names(AGGREGATE)];

/** All names of the list, lower-case. */
export const allowedFunctions: readonly string[] = [...scalar, ...aggregate];

/** Many names may be written in any case; none is another function for it. */
export const isAllowedFunction = (name: string): boolean => {
  for (let rest = name.toLowerCase(); ; rest = rest.replace(COMBINATOR, '')) {
    if (aggregate.has(rest) || (rest.length === name.length && scalar.has(rest))) return true;
    if (!COMBINATOR.test(rest)) return false;
  }
};

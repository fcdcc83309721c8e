//! Language codes: the many short forms brought to the three letters MARC uses.

/// ISO 639-1 codes with the bibliographic codes of ISO 639-2, two and three letters in one word.
const BY_TWO: &str = "aaaar ababk aeave afafr akaka amamh anarg arara asasm avava ayaym azaze babak bebel bgbul bibis \
    bmbam bnben botib brbre bsbos cacat ceche chcha cocos crcre cscze cuchu cvchv cywel dadan deger dvdiv dzdzo eeewe \
    elgre eneng eoepo esspa etest eubaq faper ffful fifin fjfij fofao frfre fyfry gagle gdgla glglg gngrn guguj gvglv \
    hahau heheb hihin hohmo hrhrv hthat huhun hyarm hzher iaina idind ieile igibo iiiii ikipk ioido isice itita iuiku \
    jajpn jvjav kageo kgkon kikik kjkua kkkaz klkal kmkhm knkan kokor krkau kskas kukur kvkom kwcor kykir lalat lbltz \
    lglug lilim lnlin lolao ltlit lulub lvlav mgmlg mhmah mimao mkmac mlmal mnmon mrmar msmay mtmlt mybur nanau nbnob \
    ndnde nenep ngndo nldut nnnno nonor nrnbl nvnav nynya ococi ojoji omorm orori ososs papan pipli plpol pspus ptpor \
    quque rmroh rnrun rorum rurus rwkin sasan scsrd sdsnd sesme sgsag sisin skslo slslv smsmo snsna sosom sqalb srsrp \
    ssssw stsot susun svswe swswa tatam tetel tgtgk ththa titir tktuk tltgl tntsn toton trtur tstso tttat twtwi tytah \
    uguig ukukr ururd uzuzb veven vivie vovol wawln wowol xhxho yiyid yoyor zazha zhchi zuzul";

/// The terminological codes of ISO 639-2 that differ, with the bibliographic ones.
const BY_THREE: &str = "bodtib cescze cymwel deuger ellgre eusbaq fasper frafre hyearm islice katgeo mkdmac mrimao \
    msamay myabur nlddut ronrum slkslo sqialb zhochi";

/// The language code of whatever a source writes: `en-US`, `EN`, `eng` are `eng`; what is no known code stays as it is,
/// in lower case. `None` if nothing is said, or that it is not known.
pub(crate) fn code(given: &str) -> Option<String> {
    let given = given.trim().to_lowercase();
    let main = given.split(['-', '_']).next().unwrap_or_default();
    let known = match main.len() {
        2 => find(BY_TWO, main),
        3 => find(BY_THREE, main),
        _ => None,
    };
    match (known, main) {
        (Some(code), _) => Some(code.to_owned()),
        (None, "" | "und" | "|||" | "xxx") => None,
        (None, _) if main.len() == 3 => Some(main.to_owned()),
        (None, _) => Some(given),
    }
}

fn find(table: &'static str, short: &str) -> Option<&'static str> {
    table.split_ascii_whitespace().find_map(|pair| pair.strip_prefix(short).filter(|code| code.len() == 3))
}

#[cfg(test)]
mod tests {
    use super::code;

    #[test]
    fn many_forms_of_few_languages() {
        for given in ["eng", "en-US", "EN", "en_GB", " eng "] {
            assert_eq!(code(given).as_deref(), Some("eng"));
        }
        assert_eq!(code("nl").as_deref(), Some("dut"));
        assert_eq!(code("nld").as_deref(), Some("dut"));
        assert_eq!(code("fra").as_deref(), Some("fre"));
        assert_eq!(code("ko").as_deref(), Some("kor"));
        assert_eq!(code("Korean").as_deref(), Some("korean"));
        assert_eq!(code("fil").as_deref(), Some("fil"));
        for nothing in ["", "   ", "und", "|||"] {
            assert_eq!(code(nothing), None);
        }
    }

    #[test]
    fn the_tables_are_well_formed() {
        assert!(super::BY_TWO.split_ascii_whitespace().all(|pair| pair.len() == 5));
        assert!(super::BY_THREE.split_ascii_whitespace().all(|pair| pair.len() == 6));
    }
}

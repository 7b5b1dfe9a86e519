#include "support/office_program.h"

#include "support/places.h"
#include "support/process.h"
#include "support/text_file.h"

#include <fstream>
#include <map>
#include <stdexcept>

namespace testing_support {

namespace {

namespace fs = std::filesystem;

constexpr auto soffice = "/usr/bin/soffice";

/// Without it, the first start puts an empty library in the place of ours.
constexpr auto is_set_up = R"xml(<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
 <item oor:path="/org.openoffice.Setup/Office">
  <prop oor:name="ooSetupInstCompleted" oor:op="fuse"><value>true</value></prop>
 </item>
</oor:items>
)xml";

constexpr auto libraries = R"xml(<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
 <library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple" library:link="false"/>
</library:libraries>
)xml";

constexpr auto library = R"xml(<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Forms"/>
</library:library>
)xml";

std::string module_of(const std::string& basic)
{
    return R"xml(<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Forms" script:language="StarBasic"><![CDATA[)xml" +
           basic + "]]></script:module>\n";
}

void write(const fs::path& path, const std::string& octets)
{
    std::ofstream(path, std::ios::binary) << octets;
}

/// As LibreOffice calls them.
std::string filter_of(std::string_view kind)
{
    static const std::map<std::string_view, std::string> filters{
        {"xlsx", "Calc MS Excel 2007 XML"}, {"docx", "MS Word 2007 XML"}, {"ods", "calc8"}, {"odt", "writer8"}};
    return filters.at(kind);
}

}  // namespace

bool OfficeProgram::is_possible(std::string& why)
{
    if (!fs::exists(soffice)) why = std::string("LibreOffice is not installed: no ") + soffice;
    return why.empty();
}

OfficeProgram::OfficeProgram()
{
    const fs::path basic = folder_ / "profile/user/basic";
    fs::create_directories(basic / "Standard");
    write(basic.parent_path() / "registrymodifications.xcu", is_set_up);
    write(basic / "script.xlc", libraries);
    write(basic / "Standard/script.xlb", library);
    write(basic / "Standard/Forms.xba", module_of(read_text(source_folder() / "tests/support/office_macros/fill.bas")));
}

std::string OfficeProgram::fill_in(const std::string& octets, std::string_view kind, std::string_view saved_as,
                                   const std::vector<Entry>& entries)
{
    const fs::path asked = folder_ / ("asked." + std::string(kind));
    const fs::path filled = folder_ / ("filled." + std::string(saved_as));
    const fs::path answers = folder_ / "answers";
    fs::remove(filled);
    write(asked, octets);
    std::string lines;
    for (const Entry& entry : entries)
        lines += (entry.where == Entry::Where::under_heading ? "heading\t" : "label\t") + entry.label + '\t' +
                 entry.value + '\n';
    write(answers, lines);
    const Finished finished =
        run_process({soffice, "-env:UserInstallation=file://" + (folder_ / "profile").string(), "--headless",
                     "--norestore", "--nologo",
                     "macro:///Standard.Forms.Fill(\"" + asked.string() + "\",\"" + filled.string() + "\",\"" +
                         filter_of(saved_as) + "\",\"" + answers.string() + "\")"},
                    "", std::chrono::seconds(120));
    if (!fs::exists(filled))
        throw std::runtime_error("LibreOffice made no document: " + finished.output + finished.errors);
    return read_text(filled);
}

}  // namespace testing_support

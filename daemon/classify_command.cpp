#include "session.h"

#include "base/io/files.h"
#include "base/text.h"
#include "desk/classify.h"
#include "mail/encoded_word.h"
#include "mail/lines.h"
#include "mail/part_reader.h"
#include "mail/reply_text.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <optional>
#include <vector>

namespace gazetted {

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr std::size_t message_octets_max = 256UL << 20;
constexpr std::size_t text_octets_max = 4UL << 20;
constexpr std::size_t header_value_octets_max = 2000;

json::array recipients_json(const desk::Classification& is)
{
    json::array rows;
    if (!is.delivery_report) return rows;
    for (const mail::ReportedRecipient& recipient : is.delivery_report->recipients) {
        rows.push_back(json::object{{"address", recipient.address},
                                    {"action", mail::name_of(recipient.action)},
                                    {"status", recipient.refusal.status.text()},
                                    {"class", mail::name_of(recipient.refusal.refusal_class)},
                                    {"reason", mail::name_of(recipient.refusal.reason)},
                                    {"text", recipient.words}});
    }
    return rows;
}

json::value complaint_json(const desk::Classification& is)
{
    if (is.kind != desk::Kind::complaint || !is.feedback_report) return nullptr;
    json::array recipients;
    for (const std::string& recipient : is.feedback_report->original_recipients) recipients.emplace_back(recipient);
    return json::object{{"feedback_type", is.feedback_report->feedback_type},
                        {"original_recipients", std::move(recipients)}};
}

/// The message that a report is about, by which it is found.
json::value returned_json(const desk::Classification& is)
{
    std::string_view header;
    if (is.delivery_report) header = is.delivery_report->returned_header;
    if (is.feedback_report) header = is.feedback_report->returned_header;
    if (header.empty()) return nullptr;
    const mail::Header returned = mail::scan_header(header);
    return json::object{{"message_id", base::one_line(returned.value("Message-ID"), header_value_octets_max)},
                        {"to", mail::decode_words(returned.value("To"))}};
}

json::object text_json(std::string_view octets)
{
    const mail::ReplyText text = mail::read_reply(mail::first_text(mail::scan_parts(octets), text_octets_max));
    return {{"visible", text.visible}, {"quoted", text.quoted}, {"signature", text.signature}};
}

json::object classification_json(const std::string& file)
{
    // Files come with the line ends of any system.
    const std::string repaired = mail::has_bare_cr_line_ends(file) ? mail::with_lf_line_ends(file) : file;
    const std::string_view octets = mail::without_byte_order_mark(repaired);
    const desk::Reading reading = desk::read_message({}, octets);
    const desk::Classification is = desk::classify_by_shape(reading);
    json::array evidence;
    for (const std::string& line : is.evidence) evidence.emplace_back(line);
    return {{"kind", desk::kind_name(is.kind)},
            {"evidence", std::move(evidence)},
            {"text", text_json(octets)},
            {"subject", reading.subject},
            {"from", mail::decode_words(reading.header.value("From"))},
            {"bounce", json::object{{"recipients", recipients_json(is)}}},
            {"complaint", complaint_json(is)},
            {"returned", returned_json(is)},
            {"auto_reply", is.kind == desk::Kind::auto_reply}};
}

std::string read_input(const std::string& file)
{
    if (file == "-") return {std::istreambuf_iterator<char>(std::cin), {}};
    auto octets = base::io::read_file(file, message_octets_max);
    if (!octets) throw Refusal(octets.error().text);
    return std::move(*octets);
}

std::string summary(const json::object& document)
{
    std::string text = std::string(document.at("kind").as_string()) + '\n';
    for (const json::value& line : document.at("evidence").as_array())
        text += "  " + std::string(line.as_string()) + '\n';
    for (const json::value& row : document.at("bounce").at("recipients").as_array()) {
        text += "  " + std::string(row.at("address").as_string()) + ": " + std::string(row.at("action").as_string()) +
                ", " + std::string(row.at("class").as_string()) + ", " + std::string(row.at("reason").as_string()) +
                ' ' + std::string(row.at("status").as_string()) + '\n';
    }
    return text;
}

void classify_file(Session& session, const std::string& file)
{
    const json::object document = classification_json(read_input(file));
    session.answer(document, summary(document));
}

/// Sorted, so that two runs can be compared.
std::vector<fs::path> files_below(const fs::path& folder)
{
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error), end;
         !error && entry != end; entry.increment(error)) {
        std::error_code of_entry;  // of a link in a circle, say: such a one is a line too
        if (!entry->is_directory(of_entry)) files.push_back(entry->path());
    }
    if (error) throw Refusal(folder.string() + ": " + error.message());
    std::ranges::sort(files);
    return files;
}

/// A pipe or socket in a folder would be waited for.
std::optional<std::string> read_regular(const fs::path& file, std::string& fault)
{
    std::error_code error;
    if (fs::exists(file, error) && !fs::is_regular_file(file, error)) {
        fault = "cannot be read: it is no regular file";
        return std::nullopt;
    }
    auto octets = base::io::read_file(file, message_octets_max);
    if (octets) return std::move(*octets);
    fault = octets.error().text;
    return std::nullopt;
}

json::object unread_json(const std::string& fault)
{
    return {{"kind", desk::kind_name(desk::Kind::unknown)},
            {"evidence", json::array{base::one_line(fault, header_value_octets_max)}},
            {"text", json::object{{"visible", ""}, {"quoted", ""}, {"signature", ""}}},
            {"subject", ""},
            {"from", ""},
            {"bounce", json::object{{"recipients", json::array{}}}},
            {"auto_reply", false}};
}

/// One line for every file, whatever becomes of it.
void classify_folder(const fs::path& folder)
{
    for (const fs::path& file : files_below(folder)) {
        json::object line{{"file", base::one_line(file.lexically_relative(folder).string(), header_value_octets_max)}};
        std::string fault;
        const auto octets = read_regular(file, fault);
        const json::object document = octets ? classification_json(*octets) : unread_json(fault);
        for (const auto& member : document) line[member.key()] = member.value();
        std::cout << json::serialize(line) << '\n';
    }
}

struct ClassifyOptions {
    std::string file;
    std::string folder;
};

}  // namespace

void add_classify_command(CLI::App& app, Session& session)
{
    auto options = std::make_shared<ClassifyOptions>();
    auto* classify =
        app.add_subcommand("classify", "What is this message, and why? Needs no configuration and no store");
    auto* file = classify->add_option("FILE", options->file, "\"-\" for standard input");
    auto* folder = classify->add_option("--dir", options->folder, "Every file below it, a line of JSON each");
    file->excludes(folder);
    classify->callback([&session, options] {
        if (options->file.empty() == options->folder.empty()) throw CLI::RequiredError("FILE or --dir");
        session.action = [&session, options] {
            if (options->folder.empty()) return classify_file(session, options->file);
            classify_folder(options->folder);
        };
    });
}

}  // namespace gazetted

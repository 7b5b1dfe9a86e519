#include "session.h"

#include "document/io/reader_client.h"
#include "list/language_fit.h"
#include "list/variants.h"
#include "mail/mailbox.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <iostream>

namespace gazetted {

namespace {

LoadedConfig load(const std::string& file)
{
    LoadedConfig loaded = load_config(file, config::io::Secrets::looked_at);
    if (loaded.config) return loaded;
    std::string faults;
    for (const std::string& fault : loaded.faults) faults += '\n' + fault;
    throw Refusal("the configuration cannot be used:" + faults);
}

}  // namespace

const config::Config& Session::checked_config()
{
    if (!checked_config_) checked_config_ = load(config_file).config;
    return *checked_config_;
}

const desk::Rules& Session::rules()
{
    if (rules_) return *rules_;
    const LoadedConfig loaded = load(config_file);
    rules_ = std::make_unique<desk::Rules>(make_rules(loaded));
    return *rules_;
}

document::Reader& Session::reader()
{
    if (!reader_) reader_ = std::make_unique<document::io::ReaderClient>(document::io::reader_program());
    return *reader_;
}

store::io::SqliteStore& Session::store()
{
    if (!store_) store_ = std::make_unique<store::io::SqliteStore>(store_file(config()));
    return *store_;
}

void Session::change(const store::Work& work)
{
    store().run(store::Durability::power_loss, [&](store::Store& store) {
        ensure_lists(store, config());
        work(store);
    });
}

void Session::read(const store::Work& work)
{
    store().read(work);
}

const config::List& Session::list(const std::string& name)
{
    const config::List* list = config().find_list(name);
    if (list != nullptr) return *list;
    std::string known;
    for (const config::List& each : config().lists) known += (known.empty() ? "" : ", ") + each.name;
    throw Refusal("there is no list " + name + "; the lists are: " + known);
}

void Session::answer(const boost::json::value& document, const std::string& text)
{
    has_answered_ = true;
    if (is_json) {
        std::cout << boost::json::serialize(document) << '\n';
    } else {
        std::cout << text;
    }
}

void Session::done(const std::string& text)
{
    answer(boost::json::object{{"done", true}, {"text", text}}, text + '\n');
}

void Session::refuse(const std::string& text)
{
    std::cerr << "gazettectl: " << text << '\n';
    if (is_json && !has_answered_) answer(boost::json::object{{"done", false}, {"text", text}}, "");
}

std::string canonical_address(const std::string& given)
{
    const auto mailbox = mail::parse_mailbox(given);
    if (!mailbox) throw Refusal('"' + given + "\" is not an address: " + mailbox.error().text);
    return mailbox->text();
}

store::Issue find_issue(store::Store& store, const std::string& list, std::int64_t number, const std::string& language)
{
    auto issue = store.issues().find(list, number);
    if (!issue) throw Refusal(list + " has no issue " + std::to_string(number));
    if (language.empty()) return *issue;
    const std::string tag = list::canonical_tag(language);
    for (const store::Issue& variant : list::all_variants(store, *issue)) {
        if (variant.language == tag) return variant;
    }
    throw Refusal("issue " + std::to_string(number) + " of " + list + " does not exist in \"" + language + '"');
}

}  // namespace gazetted

#include "config/read.h"

#include "base/percent.h"
#include "base/text.h"
#include "base/token.h"
#include "config/criterion.h"
#include "config/file_set.h"
#include "config/form_reader.h"
#include "config/paper.h"
#include "config/section.h"
#include "config/sending.h"
#include "config/toml_sections.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

namespace config {

namespace {

constexpr std::array policy_names{"any", "quorum", "unanimous", "no-objection"};

}  // namespace

std::string Fault::line_text() const
{
    const std::string kind = is_warning ? "warning: " : "";
    if (line == 0) return fmt::format("{}: {}{}", file, kind, text);
    return fmt::format("{}:{}:{}: {}{}", file, line, column, kind, text);
}

const Form* Config::find_form(std::string_view id) const
{
    const auto found = std::ranges::find(forms, id, &Form::id);
    return found == forms.end() ? nullptr : &*found;
}

const List* Config::find_list(std::string_view name) const
{
    const auto found = std::ranges::find(lists, name, &List::name);
    return found == lists.end() ? nullptr : &*found;
}

std::string_view name_of(StagePolicy policy)
{
    return policy_names[static_cast<std::size_t>(policy)];
}

bool SmtpIntake::trusts(std::string_view peer) const
{
    return std::ranges::any_of(trusted_peers,
                               [&](const base::IpNetwork& network) { return base::contains(network, peer); });
}

namespace {

constexpr std::array<std::string_view, 4> standing_categories{"nmb", "d-liaison", "subscriber", "expert"};

/// "leave-" and a token, or any longer purpose: what must fit after a list's local part and the delimiter.
constexpr std::size_t purpose_octets_max = std::string_view("confirm-").size() + base::token_octets_max;
constexpr std::size_t local_part_octets_max = 64;  // RFC 5321 §4.5.3.1.1

constexpr std::array tls_names{"none", "opportunistic", "required"};

/// Turns sections into a Config and collects what is wrong between options.
class Builder {
  public:
    Builder(Section root, const FileReader& reader, std::vector<Fault>& faults)
        : root_(std::move(root)), reader_(reader), faults_(faults)
    {
    }

    Config build()
    {
        if (const Section* server = only("server")) read_server(*server);
        for (const Section& child : root_.children) {
            if (child.name == "relay") config_.relays.push_back(read_relay(child));
            if (child.name == "intake") read_intake(child);
            if (child.name == "web") config_.web_listen = child.text("listen");
            if (child.name == "list") config_.lists.push_back(read_list(child));
        }
        check_approver_lists(root_);
        for (const Section& child : root_.children) {  // their lists may stand further down
            if (child.name == "form") config_.forms.push_back(read_form(child));
        }
        return std::move(config_);
    }

  private:
    const Section* only(std::string_view name) const
    {
        const auto found = std::ranges::find(root_.children, name, &Section::name);
        return found == root_.children.end() ? nullptr : &*found;
    }

    void fault(const Section& section, std::string_view key, const std::string& text)
    {
        add(section, key, text, false);
    }

    void warn(const Section& section, std::string_view key, const std::string& text) { add(section, key, text, true); }

    void add(const Section& section, std::string_view key, const std::string& text, bool is_warning)
    {
        const Place& place = section.place_of(key);
        const std::string name = section.name + '.' + std::string(key);
        faults_.push_back({.file = place.file,
                           .line = place.line,
                           .column = place.column,
                           .text = name + ": " + text,
                           .is_warning = is_warning});
    }

    mail::Mailbox mailbox(const Section& section, std::string_view key, const std::string& text)
    {
        auto parsed = mail::parse_mailbox(text);
        if (parsed) return *parsed;
        fault(section, key, '"' + base::one_line(text, 80) + "\" is not an address: " + parsed.error().text);
        return {};
    }

    std::vector<mail::Mailbox> mailboxes(const Section& section, std::string_view key)
    {
        std::vector<mail::Mailbox> all;
        if (!section.values.contains(key)) return all;
        for (const std::string& text : section.texts(key)) all.push_back(mailbox(section, key, text));
        return all;
    }

    /// Required ones that are missing were said already.
    static std::string text_or_nothing(const Section& section, std::string_view key)
    {
        return section.values.contains(key) ? section.text(key) : std::string();
    }

    void read_server(const Section& section)
    {
        Server& server = config_.server;
        server.data_dir = section.path("data_dir");
        const auto hostname = mail::canonical_domain(text_or_nothing(section, "hostname"));
        if (hostname) server.hostname = *hostname;
        if (!hostname && section.values.contains("hostname")) fault(section, "hostname", hostname.error().text);
        read_public_url(section);
        server.operators = mailboxes(section, "operator");
        server.categories.assign(standing_categories.begin(), standing_categories.end());
        for (const std::string& category : section.texts("categories")) {
            if (std::ranges::count(server.categories, category) == 0) server.categories.push_back(category);
        }
        server.delimiter = section.text("delimiter").front();
        server.authserv_id = section.text("authserv_id");
        server.templates = section.path("templates");
        constexpr std::array formats{"automatic", "terminal", "journald", "json"};
        server.log_format = choice<LogFormat>(section, "log_format", formats);
        server.log_level = section.text("log_level");
        server.keep_messages = section.duration("keep_messages");
        server.keep_held = section.duration("keep_held");
    }

    void read_public_url(const Section& section)
    {
        std::string url = text_or_nothing(section, "public_url");
        while (url.ends_with('/')) url.pop_back();
        if (url.starts_with("http://")) {
            warn(section, "public_url",
                 "https is expected: mail programs ignore one-click leaving over http (RFC 8058)");
        } else if (!url.empty() && !url.starts_with("https://")) {
            fault(section, "public_url", "must start with https:// (or http://)");
        }
        config_.server.public_url = url;
    }

    template <class Enum, std::size_t n>
    static Enum choice(const Section& section, std::string_view key, const std::array<const char*, n>& names)
    {
        const auto found = std::ranges::find(names, section.text(key));
        return static_cast<Enum>(found - names.begin());
    }

    void read_intake(const Section& intake)
    {
        for (const Section& section : intake.children) {
            if (section.name == "intake.lmtp") config_.lmtp = read_server_intake(section);
            if (section.name == "intake.smtp") config_.smtp = read_smtp(section);
            if (section.name == "intake.mailbox") config_.mailboxes.push_back(read_mailbox(section));
        }
    }

    Intake read_server_intake(const Section& section)
    {
        const std::string& listen = section.text("listen");
        const auto colon = listen.rfind(':');
        const bool has_port =
            colon != std::string::npos && base::parse_number(std::string_view(listen).substr(colon + 1));
        constexpr std::int64_t port_max = 65535;
        const auto port = base::parse_number(std::string_view(listen).substr(colon + 1));
        if (has_port && (*port < 0 || *port > port_max)) fault(section, "listen", "the port is not within 0 to 65535");
        if (!listen.starts_with("unix:/") && !has_port) {
            fault(section, "listen", '"' + listen + R"(" is neither HOST:PORT nor unix:/PATH)");
        }
        return {.listen = listen,
                .message_octets_max = section.number("max_message"),
                .recipients_max = section.number("max_recipients"),
                .connections_max = section.number("max_connections"),
                .connections_per_peer_max = section.number("max_connections_per_peer"),
                .command_timeout = section.duration("command_timeout"),
                .message_timeout = section.duration("message_timeout"),
                .data_rate_min = section.number("min_data_rate"),
                .memory_octets_max = section.number("max_memory"),
                .free_octets_min = section.number("min_free")};
    }

    SmtpIntake read_smtp(const Section& section)
    {
        SmtpIntake smtp{{read_server_intake(section)},
                        section.path("tls_certificate"),
                        section.path("tls_key"),
                        choice<Tls>(section, "tls", tls_names),
                        {}};
        if (smtp.tls_certificate.empty() != smtp.tls_key.empty())
            fault(section, smtp.tls_key.empty() ? "tls_certificate" : "tls_key", "goes with the other of the two only");
        if (smtp.tls == Tls::required && smtp.tls_certificate.empty())
            fault(section, "tls", "required needs tls_certificate and tls_key");
        for (const std::string& text : section.texts("trusted_peers")) {
            const auto network = base::parse_ip_network(text);
            if (network) smtp.trusted_peers.push_back(*network);
            if (!network) fault(section, "trusted_peers", network.error().text);
        }
        return smtp;
    }

    MailboxIntake read_mailbox(const Section& section)
    {
        constexpr std::array afterwards_names{"delete", "move", "keep"};
        MailboxIntake mailbox{.name = {},
                              .url = text_or_nothing(section, "url"),
                              .account = read_account(section),
                              .security = read_security(section),
                              .poll = section.duration("poll"),
                              .afterwards = choice<Afterwards>(section, "afterwards", afterwards_names),
                              .move_to = section.text("move_to"),
                              .message_octets_max = section.number("max_message"),
                              .round_messages_max = section.number("max_round"),
                              .look_time_max = section.duration("max_look_time")};
        check_account(section, mailbox.account);
        if (!mailbox.url.empty()) check_mailbox_url(section, mailbox);
        check_afterwards(section, mailbox);
        if (mailbox.url.find("://") != std::string::npos) mailbox.name = mailbox_name(mailbox);
        if (moves_in_a_circle(mailbox)) fault(section, "move_to", "is the folder that is polled");
        if (!mailbox.name.empty() && !mailbox_names_.insert(base::percent_decoded(mailbox.name)).second)
            fault(section, "url", "this user's mailbox there is named twice");
        return mailbox;
    }

    /// Without the scheme: with and without TLS it is the same mailbox.
    static std::string mailbox_name(const MailboxIntake& mailbox)
    {
        std::string place = mailbox.url.substr(mailbox.url.find("://") + 3);
        if (place.ends_with('/')) place.pop_back();
        const bool has_folder = place.find('/') != std::string::npos;
        if (mailbox.url.starts_with("imap") && !has_folder) place += "/INBOX";
        return mailbox.account.user + " at " + place;
    }

    static bool moves_in_a_circle(const MailboxIntake& mailbox)
    {
        const auto folder = mailbox.name.find('/', mailbox.account.user.size());
        return !mailbox.move_to.empty() && folder != std::string::npos &&
               base::equal_ignoring_case(base::percent_decoded(mailbox.name.substr(folder + 1)), mailbox.move_to);
    }

    void check_mailbox_url(const Section& section, const MailboxIntake& mailbox)
    {
        const std::string& url = mailbox.url;
        const auto scheme = url.substr(0, url.find("://"));
        const bool is_imap = scheme == "imap" || scheme == "imaps";
        if (!is_imap && scheme != "pop3" && scheme != "pop3s") {
            fault(section, "url", "must start with imap://, imaps://, pop3:// or pop3s://");
            return;
        }
        const std::string rest = url.substr(scheme.size() + 3);
        const auto slash = std::min(rest.find('/'), rest.size());
        if (slash == 0) fault(section, "url", "names no server");
        if (!is_imap && slash + 1 < rest.size()) fault(section, "url", "POP3 has no folders");
        if (rest.find_first_of("?;# \"\\") != std::string::npos)
            fault(section, "url", "names a server and a folder, nothing else");
        check_security(section, url, mailbox.account, mailbox.security, scheme.ends_with('s'));
    }

    void check_afterwards(const Section& section, const MailboxIntake& mailbox)
    {
        const bool moves = mailbox.afterwards == Afterwards::move;
        if (moves && mailbox.move_to.empty()) fault(section, "afterwards", "needs move_to as well");
        if (!moves && !mailbox.move_to.empty()) fault(section, "move_to", R"(goes with afterwards = "move" only)");
        if (moves && mailbox.url.starts_with("pop3")) fault(section, "afterwards", "POP3 cannot move: delete or keep");
        const bool is_plain = std::ranges::all_of(mailbox.move_to, [](char c) { return c >= ' ' && c <= '~'; });
        if (!is_plain)
            fault(section, "move_to", "its letters beyond ASCII must be in modified UTF-7 (RFC 3501 §5.1.3)");
    }

    Relay read_relay(const Section& section)
    {
        Relay relay{.name = section.text("name"),
                    .url = section.text("url"),
                    .weight = section.number("weight"),
                    .security = read_security(section),
                    .connections = section.number("connections"),
                    .account = read_account(section),
                    .certificate = section.path("certificate"),
                    .key = section.path("key"),
                    .rate = section.number("rate"),
                    .domain_connections = section.number("domain_connections"),
                    .domain_rate = section.number("domain_rate"),
                    .domains = {},
                    .retry = section.durations("retry"),
                    .expire = section.duration("expire")};
        const bool has_tls_at_once = relay.url.starts_with("smtps://");
        if (has_tls_at_once || relay.url.starts_with("smtp://")) {
            check_relay_tls(section, relay, has_tls_at_once);
        } else {
            fault(section, "url", "must start with smtp:// or smtps://");
        }
        check_account(section, relay.account);
        for (const Section& child : section.children) relay.domains.push_back(read_domain_limit(child));
        if (relay.name.empty()) relay.name = relay.url.substr(relay.url.find("://") + 3);
        if (!relay_names_.insert(relay.name).second)
            fault(section, "name", '"' + relay.name + "\" is the name of another relay: give each its own");
        return relay;
    }

    /// Of [relay] and [[intake.mailbox]] alike.
    static Account read_account(const Section& section)
    {
        constexpr std::array auth_names{"password", "xoauth2", "oauthbearer"};
        return {.user = text_or_nothing(section, "user"),
                .password_file = section.path("password_file"),
                .auth = choice<Auth>(section, "auth", auth_names),
                .token = {.file = section.path("token_file"),
                          .command = section.texts("token_command"),
                          .url = section.text("token_url"),
                          .client_id = section.text("client_id"),
                          .client_secret_file = section.path("client_secret_file"),
                          .refresh_token_file = section.path("refresh_token_file")}};
    }

    static Security read_security(const Section& section)
    {
        return {.tls = choice<Tls>(section, "tls", tls_names),
                .ca_file = section.path("ca_file"),
                .pin = section.text("pin")};
    }

    void check_account(const Section& section, const Account& account)
    {
        if (account.auth == Auth::password)
            check_password(section, account);
        else
            check_token(section, account);
    }

    void check_password(const Section& section, const Account& account)
    {
        if (!account.user.empty() && account.password_file.empty())
            fault(section, "user", "needs password_file as well");
        if (account.user.empty() && is_said(section, "password_file"))
            fault(section, "password_file", "needs user as well");
        for (const std::string_view key :
             {"token_file", "token_command", "token_url", "client_id", "client_secret_file", "refresh_token_file"}) {
            if (is_said(section, key)) fault(section, key, R"(goes with auth = "xoauth2" or "oauthbearer" only)");
        }
    }

    void check_token(const Section& section, const Account& account)
    {
        if (account.user.empty()) fault(section, "auth", "needs user, whose token it is");
        if (is_said(section, "password_file")) fault(section, "password_file", R"(goes with auth = "password" only)");
        std::string_view source;
        for (const std::string_view key : {"token_file", "token_command", "token_url"}) {
            if (!is_said(section, key)) continue;
            if (!source.empty()) fault(section, key, "the token comes from " + std::string(source) + " already");
            source = key;
        }
        if (source.empty()) fault(section, "auth", "needs token_file, token_command or token_url");
        if (!account.token.command.empty() && !account.token.command.front().starts_with('/'))
            fault(section, "token_command", "its first element is the program with its whole path");
        check_token_url(section, account.token);
    }

    void check_token_url(const Section& section, const TokenSource& token)
    {
        for (const std::string_view key : {"client_id", "client_secret_file", "refresh_token_file"}) {
            if (token.url.empty() && is_said(section, key)) fault(section, key, "goes with token_url only");
        }
        if (token.refresh_token_file.string().starts_with("credential:"))
            fault(section, "refresh_token_file", "a new token is written back: it must be a file, not a credential");
        if (token.url.empty()) return;
        const bool is_local = token.url.starts_with("http://") && is_loopback(token.url);
        if (!token.url.starts_with("https://") && !is_local)
            fault(section, "token_url", "must start with https:// (or be http:// on loopback)");
        if (token.client_id.empty()) fault(section, "token_url", "needs client_id as well");
        if (token.refresh_token_file.empty()) fault(section, "token_url", "needs refresh_token_file as well");
    }

    static bool is_said(const Section& section, std::string_view key)
    {
        const Value& value = section.values.find(key)->second;
        const auto* const text = std::get_if<std::string>(&value);
        return text != nullptr ? !text->empty() : !std::get<std::vector<std::string>>(value).empty();
    }

    void check_relay_tls(const Section& section, const Relay& relay, bool has_tls_at_once)
    {
        check_security(section, relay.url, relay.account, relay.security, has_tls_at_once);
        const bool has_tls = relay.security.tls == Tls::required || has_tls_at_once;
        for (const std::string_view key : {"certificate", "key"}) {
            if (!has_tls && !section.text(key).empty()) fault(section, key, needs_tls(relay.url));
        }
        if (!relay.certificate.empty() && relay.key.empty()) fault(section, "certificate", "needs key as well");
        if (!relay.key.empty() && relay.certificate.empty()) fault(section, "key", "needs certificate as well");
    }

    static std::string needs_tls(const std::string& url)
    {
        return R"(goes with tls = "required" or )" + url.substr(0, url.find(':')) + "s:// only";
    }

    /// What says who the server is, or who we are, is worth something only where TLS cannot be left out.
    void check_security(const Section& section, const std::string& url, const Account& account,
                        const Security& security, bool has_tls_at_once)
    {
        if (url.find('@') != std::string::npos)
            fault(section, "url", "holds a user or password: use user and password_file");
        const bool has_tls = security.tls == Tls::required || has_tls_at_once;
        if (!account.user.empty() && !has_tls && !is_loopback(url)) {
            fault(section, "user",
                  R"(a password goes only over TLS: set tls = "required" or use )" + url.substr(0, url.find(':')) +
                      "s://");
        }
        if (!has_tls && !security.pin.empty()) fault(section, "pin", needs_tls(url));
        if (security.pin.empty()) return;
        for (const std::string_view pin : base::split(security.pin, ';')) {
            if (!is_pin(pin)) {
                fault(section, "pin", '"' + base::one_line(pin, 80) + "\" is not \"sha256//\" and 32 octets in base64");
            }
        }
    }

    static bool is_pin(std::string_view text)
    {
        constexpr std::string_view start = "sha256//";
        constexpr std::size_t base64_octets = 44;  // 32 octets, with one '=' at the end
        if (!text.starts_with(start) || text.size() != start.size() + base64_octets || text.back() != '=') return false;
        const std::string_view digits = text.substr(start.size(), base64_octets - 1);
        return std::ranges::all_of(digits, [](char c) { return base::is_alphanumeric(c) || c == '+' || c == '/'; });
    }

    /// By the whole host: "localhost.relay.example" and "127.0.0.1@relay.example" are elsewhere.
    static bool is_loopback(std::string_view url)
    {
        const std::string_view rest = url.substr(url.find("://") + 3);
        if (rest.find('@') != std::string_view::npos) return false;
        if (rest.starts_with("[::1]")) return true;
        const std::string_view host = rest.substr(0, rest.find_first_of(":/"));
        const bool is_ipv4 = std::ranges::all_of(host, [](char c) { return base::is_digit(c) || c == '.'; });
        return base::equal_ignoring_case(host, "localhost") || (is_ipv4 && host.starts_with("127."));
    }

    DomainLimit read_domain_limit(const Section& section)
    {
        const auto name = mail::canonical_domain(text_or_nothing(section, "name"));
        if (!name && section.values.contains("name")) fault(section, "name", name.error().text);
        return {
            .name = name ? *name : "", .connections = section.number("connections"), .rate = section.number("rate")};
    }

    List read_list(const Section& section)
    {
        constexpr std::array auth_names{"confirm", "authenticated", "open"};
        constexpr std::array subscribe_names{"open", "confirm", "closed"};
        constexpr std::array from_names{"list", "keep"};
        constexpr std::array reply_names{"token", "author", "owner", "list"};
        constexpr std::array path_names{"verp", "fixed"};
        constexpr std::array late_names{"send", "keep"};
        List list{.name = text_or_nothing(section, "name"),
                  .address = section.values.contains("address") ? mailbox(section, "address", section.text("address"))
                                                                : mail::Mailbox{},
                  .title = text_or_nothing(section, "title"),
                  .owners = mailboxes(section, "owner"),
                  .posters = mailboxes(section, "post"),
                  .post_auth = choice<PostAuth>(section, "post_auth", auth_names),
                  .subscribe = choice<Subscribe>(section, "subscribe", subscribe_names),
                  .join_category = section.text("join_category"),
                  .distribute_to = section.texts("distribute_to"),
                  .from = choice<FromPolicy>(section, "from", from_names),
                  .reply = choice<ReplyPolicy>(section, "reply", reply_names),
                  .reverse_path = choice<ReversePath>(section, "reverse_path", path_names),
                  .archive = section.text("archive"),
                  .language = section.text("language"),
                  .has_closing = section.flag("closing"),
                  .late_translations = choice<LateTranslations>(section, "late_translations", late_names),
                  .sending = read_sending(
                      section, [&](std::string_view key, const std::string& text) { fault(section, key, text); }),
                  .feedback = {},
                  .digest = {},
                  .stages = {},
                  .criteria = {},
                  .papers = {},
                  .events = {}};
        for (const Section& child : section.children) {
            if (child.name == "list.stage") list.stages.push_back(read_stage(child, list));
            if (child.name == "list.criterion") list.criteria.push_back(read_list_criterion(child, list));
            if (child.name == "list.paper") list.papers.push_back(read_list_paper(child, list));
            if (child.name == "list.event") list.events.push_back(read_event(child));
            if (child.name == "list.feedback") list.feedback = read_feedback(child);
            if (child.name == "list.digest") list.digest = read_digest(child);
        }
        std::ranges::stable_sort(list.events, {}, &Event::date);
        check_list(section, list);
        return list;
    }

    FeedbackRules read_feedback(const Section& section)
    {
        for (const std::string_view key : {"take", "in_charge"}) check_categories(section, key);
        return {.take = section.texts("take"),
                .in_charge = section.texts("in_charge"),
                .digest = section.duration("digest")};
    }

    static DigestRules read_digest(const Section& section)
    {
        constexpr std::array days{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"};
        return {.hour = std::chrono::hours(section.number("hour")),
                .day = std::chrono::weekday(choice<unsigned>(section, "day", days)),
                .octets_max = section.number("max")};
    }

    Stage read_stage(const Section& section, const List& list)
    {
        Stage stage{.name = text_or_nothing(section, "name"),
                    .approvers = mailboxes(section, "approvers"),
                    .approver_list = section.text("approver_list"),
                    .approver_categories = section.texts("approver_categories"),
                    .policy = choice<StagePolicy>(section, "policy", policy_names),
                    .quorum = section.number("quorum"),
                    .deadline = section.duration("deadline"),
                    .remind = section.duration("remind"),
                    .is_strict = section.flag("strict")};
        check_stage(section, list, stage);
        if (stage.approver_list.empty()) stage.approver_list = list.name;
        return stage;
    }

    void check_stage(const Section& section, const List& list, const Stage& stage)
    {
        check_categories(section, "approver_categories");
        if (std::ranges::count(list.stages, stage.name, &Stage::name) > 0)
            fault(section, "name", '"' + stage.name + "\" is the name of another stage of this list");
        std::set<std::string> keys;
        for (const mail::Mailbox& approver : stage.approvers) {
            if (!keys.insert(approver.key()).second)
                fault(section, "approvers", approver.text() + " stands there twice");
        }
        const bool has_categories = !stage.approver_categories.empty();
        if (stage.approvers.empty() && !has_categories)
            fault(section, "approvers", "nobody is asked: name approvers or approver_categories");
        if (!has_categories && !stage.approver_list.empty())
            fault(section, "approver_list", "goes with approver_categories only");
        if (stage.is_strict && config_.server.authserv_id.empty())
            warn(section, "strict", "a From alone proves nothing: set server.authserv_id, and dmarc=pass is asked for");
        const bool has_quorum = stage.policy == StagePolicy::quorum;
        const bool is_unreachable = !has_categories && stage.quorum > stage.approvers.size();
        if (has_quorum && (stage.quorum == 0 || is_unreachable)) {
            fault(section, "quorum",
                  "must be from 1 to the number of approvers, " + std::to_string(stage.approvers.size()));
        }
        if (!has_quorum && stage.quorum != 0) fault(section, "quorum", R"(goes with policy = "quorum" only)");
    }

    Criterion read_list_criterion(const Section& section, const List& list)
    {
        Criterion criterion =
            read_criterion(section, [&](std::string_view key, const std::string& text) { fault(section, key, text); });
        if (!criterion.name.empty() && std::ranges::count(list.criteria, criterion.name, &Criterion::name) > 0)
            fault(section, "name", '"' + criterion.name + "\" is the name of another criterion of this list");
        return criterion;
    }

    Paper read_list_paper(const Section& section, const List& list)
    {
        check_categories(section, "categories");
        Paper paper = read_paper(section, reader_,
                                 [&](std::string_view key, const std::string& text) { fault(section, key, text); });
        if (!paper.name.empty() && std::ranges::count(list.papers, paper.name, &Paper::name) > 0)
            fault(section, "name", '"' + paper.name + "\" is the name of another paper of this list");
        return paper;
    }

    Form read_form(const Section& section)
    {
        check_categories(section, "categories");
        Form form = FormReader(config_.lists, [&](const Section& at, std::string_view key, const std::string& text) {
                        fault(at, key, text);
                    }).read(section);
        if (!form.id.empty() && config_.find_form(form.id) != nullptr)
            fault(section, "id", '"' + form.id + "\" is the id of another form");
        return form;
    }

    static Event read_event(const Section& section)
    {
        const auto number = static_cast<std::int64_t>(section.number("issue"));
        return {.name = text_or_nothing(section, "name"),
                .date = text_or_nothing(section, "date"),
                .issue = number >= 0 ? std::optional(number) : std::nullopt,
                .remind = section.duration("remind")};
    }

    /// Else three addresses of one stranger would be three approvers.
    void check_who_lends(const Section& stage, std::string_view list_name)
    {
        const List* list = config_.find_list(list_name);
        if (list == nullptr || list->subscribe == Subscribe::closed) return;
        if (std::ranges::count(stage.texts("approver_categories"), list->join_category) == 0) return;
        fault(stage, "approver_categories",
              "anybody can join \"" + list->name + "\" as " + list->join_category +
                  ", and would approve: set its subscribe = \"closed\" or another join_category");
    }

    /// Any list may lend its members, also one that stands further down.
    void check_approver_lists(const Section& section)
    {
        for (const Section& child : section.children) {
            if (child.name == "list.stage") {
                const std::string& name = child.text("approver_list");
                if (!name.empty() && !names_.contains(name))
                    fault(child, "approver_list", '"' + name + "\" is the name of no list");
                check_who_lends(child, name.empty() ? text_or_nothing(section, "name") : name);
            }
            check_approver_lists(child);
        }
    }

    void check_list(const Section& section, const List& list)
    {
        check_list_address(section, list);
        if (!is_category(list.join_category))
            fault(section, "join_category", '"' + list.join_category + "\" is no category of [server]");
        check_categories(section, "distribute_to");
        if (list.posters.empty()) warn(section, "post", "nobody may post: every post will be held");
        if (list.post_auth == PostAuth::open)
            warn(section, "post_auth", "anyone can write a From of `post`; use open in private networks only");
        if (list.post_auth == PostAuth::authenticated && config_.server.authserv_id.empty()) {
            fault(section, "post_auth", "authenticated needs server.authserv_id");
        }
        if (!names_.insert(list.name).second)
            fault(section, "name", '"' + list.name + "\" is the name of another list");
    }

    [[nodiscard]] bool is_category(const std::string& name) const
    {
        return std::ranges::count(config_.server.categories, name) > 0;
    }

    void check_categories(const Section& section, std::string_view key)
    {
        for (const std::string& category : section.texts(key)) {
            if (!is_category(category)) fault(section, key, '"' + category + "\" is no category of [server]");
        }
    }

    void check_list_address(const Section& section, const List& list)
    {
        if (list.address.domain.empty()) return;
        const std::size_t room = local_part_octets_max - 1 - purpose_octets_max;
        if (list.address.local_part.size() > room) {
            fault(section, "address",
                  fmt::format("its local part has {} octets; with the longest token only {} fit",
                              list.address.local_part.size(), room));
        }
        if (list.address.text() != list.address.local_part + '@' + list.address.domain) {
            fault(section, "address", "its local part needs quotes; use letters, digits, dots and dashes");
        }
        if (list.address.local_part.find(config_.server.delimiter) != std::string::npos) {
            fault(section, "address", fmt::format("its local part holds the delimiter '{}'", config_.server.delimiter));
        }
        const std::string local = base::to_lower(list.address.local_part);
        if (local == "postmaster" || local == "abuse") fault(section, "address", "belongs to the operator (RFC 2142)");
        if (!addresses_.insert(list.address.key()).second) fault(section, "address", "is the address of another list");
    }

    Section root_;
    const FileReader& reader_;
    std::vector<Fault>& faults_;
    Config config_;
    std::set<std::string> relay_names_;
    std::set<std::string> mailbox_names_;
    std::set<std::string> names_;
    std::set<std::string> addresses_;
};

void note_restart_values(const Section& section, std::map<std::string, std::string>& values)
{
    for (const auto& [key, value] : section.values) {
        const OptionRow* option = find_option(section.name, key);
        if (option == nullptr || option->reload != Reload::restart) continue;
        const auto* text = std::get_if<std::string>(&value);
        const auto* number = std::get_if<std::int64_t>(&value);
        const auto* texts = std::get_if<std::vector<std::string>>(&value);
        std::string& noted = values[section.name + '.' + key];  // of all relays, one after the other
        noted += (noted.empty() ? "" : ", ");
        noted += text != nullptr ? *text : number != nullptr ? std::to_string(*number) : "";
        if (texts != nullptr) noted += fmt::format("{}", fmt::join(*texts, " "));
    }
    for (const Section& child : section.children) note_restart_values(child, values);
}

void note_secrets(const Section& section, std::vector<SecretFile>& secrets)
{
    for (const std::string_view key :
         {"password_file", "tls_key", "key", "token_file", "client_secret_file", "refresh_token_file"}) {
        const OptionRow* const option = find_option(section.name, key);
        const bool is_file = option != nullptr && option->kind == Kind::path;
        if (!is_file || !section.places.contains(key)) continue;
        const Place& place = section.place_of(key);
        secrets.push_back({.path = section.path(key),
                           .option = section.name + '.' + std::string(key),
                           .file = place.file,
                           .line = place.line,
                           .column = place.column});
    }
    for (const Section& child : section.children) note_secrets(child, secrets);
}

/// [server] and [relay] have a meaning even when nobody wrote them.
void add_missing_sections(Section& root)
{
    for (const std::string_view name : {"server", "relay"}) {
        if (std::ranges::count(root.children, name, &Section::name) > 0) continue;
        root.children.push_back(
            {.name = std::string(name), .place = root.place, .values = {}, .places = {}, .children = {}});
    }
}

}  // namespace

Reading read(const std::filesystem::path& file, const FileReader& reader)
{
    Reading reading;
    FileSet files(reader, reading.faults);
    files.add(file, {});
    if (reading.faults.empty() || !files.root.children.empty()) {
        add_missing_sections(files.root);
        complete(files.root, reading.faults);
        note_restart_values(files.root, reading.restart_values);
        note_secrets(files.root, reading.secrets);
        Config config = Builder(std::move(files.root), reader, reading.faults).build();
        const bool is_sound = std::ranges::all_of(reading.faults, &Fault::is_warning);
        if (is_sound) reading.config = std::move(config);
    }
    std::ranges::stable_sort(reading.faults, {},
                             [](const Fault& fault) { return std::tie(fault.file, fault.line, fault.column); });
    return reading;
}

}  // namespace config

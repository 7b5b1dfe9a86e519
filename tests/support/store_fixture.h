#pragma once
/// A store in a temporary folder, and short ways to fill it.

#include "store/io/sqlite_store.h"
#include "support/temporary_folder.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace testing_support {

using namespace std::chrono_literals;

class StoreFixture {
  public:
    const base::Time start = base::from_unix_ms(1'116'063'000'000);

    TemporaryFolder folder;
    store::io::SqliteStore sqlite{folder / "store.sqlite"};

    /// Inside one transaction.
    template <class F>
    auto in(F work)
    {
        using Answer = std::invoke_result_t<F, store::Store&>;
        if constexpr (std::is_void_v<Answer>) {
            sqlite.run(store::Durability::killed, [&](store::Store& store) { work(store); });
        } else {
            Answer answer{};
            sqlite.run(store::Durability::killed, [&](store::Store& store) { answer = work(store); });
            return answer;
        }
    }

    store::Id spool(const std::string& key, const std::string& octets = "Received: x\r\n\r\nbody\r\n")
    {
        return in([&](store::Store& s) {
            return s.spool()
                .add({.received_at = start,
                      .recipient = "sr-update@lists.example",
                      .reverse_path = "ann@body.example",
                      .content = octets,
                      .message_id = "<" + key + "@body.example>",
                      .ingest_key = key})
                .message;
        });
    }

    void add_list(const std::string& name)
    {
        in([&](store::Store& s) { s.directory().ensure_list(name, name + "@lists.example"); });
    }

    void add_member(const std::string& list, const std::string& email, const std::string& category = "nmb",
                    store::MemberState state = store::MemberState::active)
    {
        in([&](store::Store& s) {
            store::Member member;
            member.email = email;
            member.category = category;
            member.state = state;
            s.directory().upsert_member(list, member, start);
        });
    }

    void add_members(const std::string& list, int count, const std::string& domain = "body.example")
    {
        in([&](store::Store& s) {
            for (int i = 0; i < count; ++i) {
                store::Member member;
                member.email = list + "-" + std::to_string(i) + '@' + domain;
                member.category = "nmb";
                s.directory().upsert_member(list, member, start);
            }
        });
    }

    store::Id add_issue(const std::string& list, std::int64_t number, const std::string& message_id,
                        std::vector<std::string> categories = {})
    {
        const store::Id post = spool("post-" + list + std::to_string(number) + message_id);
        return in([&](store::Store& s) {
            return s.issues().add({.list = list,
                                   .number = number,
                                   .subject = "Issue",
                                   .author = "ann@body.example",
                                   .message_id = message_id,
                                   .message = post,
                                   .accepted_at = start,
                                   .categories = std::move(categories)});
        });
    }

    void fan_out_all(store::Id issue, std::size_t chunk = 1000)
    {
        in([&](store::Store& s) {
            while (!s.issues().find(issue)->is_fanned_out) s.issues().fan_out(issue, chunk, start, {});
        });
    }

    std::vector<store::LeasedDelivery> lease(std::size_t rows_max, base::Time now,
                                             std::vector<std::string> without = {})
    {
        return in([&](store::Store& s) {
            return s.queue().lease(
                {.owner = "test", .until = now + 1h, .rows_max = rows_max, .without_domains = std::move(without)}, now);
        });
    }

    store::DeliveryState state_of(store::Id delivery)
    {
        return in([&](store::Store& s) { return s.queue().find(delivery)->state; });
    }

    void settle(const store::LeasedDelivery& delivery, store::DeliveryState state,
                std::optional<base::Time> due_at = {})
    {
        in([&](store::Store& s) {
            s.queue().settle(
                {{.delivery = delivery.id,
                  .issue = delivery.issue,
                  .state = state,
                  .due_at = due_at,
                  .attempt = store::Attempt{.at = start, .stage = "dot", .code = 250, .enhanced = "", .text = "ok"}}});
        });
    }

    store::Id add_notice(const std::string& recipient, const std::string& cause)
    {
        return in([&](store::Store& s) {
            return s.queue().add_notice({.list = "sr-update",
                                         .recipient = recipient,
                                         .reverse_path = store::ReversePath::null,
                                         .octets = "Subject: x\r\n\r\n" + cause + "\r\n",
                                         .cause = cause,
                                         .queued_at = start});
        });
    }
};

}  // namespace testing_support

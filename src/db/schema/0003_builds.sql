-- A large timeline is stored in several transactions: who goes on storing one sees whether another build came between.
alter table incident add column builds integer not null default 0;
